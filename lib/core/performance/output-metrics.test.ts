import { describe, expect, it } from "vitest";
import { outputColumnsSchema, resolveOutputColumns } from "./output-columns.ts";
import { type OutputPlan, outputChange, outputMetrics } from "./output-metrics.ts";
import { addOutput, emptyOutputs, type FeedbackValue } from "./output-profile.ts";

const plan: OutputPlan = {
  columns: { click_through: "feedback.clicked", redo_rate: null, switch_rate: "feedback.switched" },
  others: [
    { name: "feedback.helpful", kind: "share" },
    { name: "feedback.value", kind: "mean" },
  ],
  silence: "no",
};

function profileOf(all: readonly Record<string, FeedbackValue>[], nulls = 0) {
  const profile = emptyOutputs();
  for (const [i, feedback] of all.entries()) addOutput(profile, { isNull: i < nulls, feedback: new Map(Object.entries(feedback)) }, 1);
  return profile;
}

const outputs = profileOf(
  [
    { "feedback.clicked": true, "feedback.helpful": true },
    { "feedback.clicked": true, "feedback.helpful": false },
    { "feedback.clicked": false },
    ...[3.5, 0.1, 0.2, -7, 1e6].map((value) => ({ "feedback.value": value })),
    {},
    {},
  ],
  2,
);

const of = (metrics: ReturnType<typeof outputMetrics>) => Object.fromEntries(metrics.map((metric) => [metric.column ?? metric.id, metric]));

describe("output metrics", () => {
  it("are shares of predictions when silence means no, of answers when it means nothing, with Wilson's band", () => {
    const no = of(outputMetrics(outputs, plan));
    expect(no["feedback.clicked"]).toMatchObject({ id: "click_through", value: 0.2, hits: 2, n: 10, better: "higher" });
    // Wilson's interval of 2 in 10, as statsmodels' proportion_confint(2, 10, method="wilson") gives it.
    expect(no["feedback.clicked"]?.band?.lower).toBeCloseTo(0.0566822, 6);
    expect(no["feedback.clicked"]?.band?.upper).toBeCloseTo(0.5098375, 6);
    expect(no["feedback.switched"]).toMatchObject({ id: "switch_rate", value: 0, n: 10 });
    expect(no["feedback.helpful"]).toMatchObject({ id: "yes_share", value: 0.1, n: 10, better: null });
    expect(no.null_output_rate).toMatchObject({ value: 0.2, hits: 2, n: 10 });
    expect(no.answered).toMatchObject({ value: 0.8, hits: 8, n: 10 });
    expect(no.redo_rate).toBeUndefined();
    const unknown = of(outputMetrics(outputs, { ...plan, silence: "unknown" }));
    expect(unknown["feedback.clicked"]).toMatchObject({ value: 2 / 3, n: 3 });
    expect(unknown["feedback.helpful"]).toMatchObject({ value: 0.5, n: 2 });
    expect(unknown["feedback.switched"]).toMatchObject({ value: null, n: 0, band: null });
  });

  it("means are of the answers, with the normal band of their standard error", () => {
    // statistics.fmean and 1.959963984540054 * stdev / sqrt(5) of [3.5, 0.1, 0.2, -7, 1e6] in Python.
    const mean = of(outputMetrics(outputs, plan))["feedback.value"]!;
    expect(mean).toMatchObject({ id: "mean", n: 5, hits: null });
    expect(mean.value).toBeCloseTo(199_999.36, 8);
    expect((mean.band!.upper - mean.band!.lower) / 2).toBeCloseTo(391_993.1105166393, 6);
    const one = of(outputMetrics(profileOf([{ "feedback.value": 2 }]), plan))["feedback.value"];
    expect(one).toMatchObject({ value: 2, n: 1, band: null });
    // Of both the sum has more bits than a double can say.
    const large = of(outputMetrics(profileOf([{ "feedback.value": 1.7e308 }, { "feedback.value": 5e-324 }]), plan))["feedback.value"];
    expect(large).toMatchObject({ value: null, n: 2 });
    const tiny = of(outputMetrics(profileOf([{ "feedback.value": 5e-324 }]), plan))["feedback.value"];
    expect(tiny?.value).toBe(5e-324);
  });

  it("are null outputs alone for a model without feedback columns", () => {
    const bare: OutputPlan = { columns: { click_through: null, redo_rate: null, switch_rate: null }, others: [], silence: "no" };
    expect(outputMetrics(outputs, bare).map(({ id }) => id)).toEqual(["null_output_rate"]);
  });

  it("have no value without predictions", () => {
    for (const metric of outputMetrics(emptyOutputs(), plan)) expect(metric).toMatchObject({ value: null, n: 0, band: null });
  });
});

describe("a change", () => {
  const share = (hits: number, n: number) =>
    outputMetrics(profileOf(Array.from({ length: n }, (_, i) => ({ "feedback.clicked": i < hits }))), plan)[0]!;

  it("of a share has the p of two proportions", () => {
    const change = outputChange(share(50, 100), share(30, 100))!;
    expect(change.difference).toBeCloseTo(-0.2, 12);
    // scipy.stats.norm.sf(0.2 / math.sqrt(0.4 * 0.6 * 0.02)) * 2
    expect(change.p).toBeCloseTo(0.003892417, 8);
    expect(outputChange(share(0, 0), share(30, 100))).toBeNull();
  });

  it("of a mean is judged by both errors", () => {
    const mean = (values: readonly number[]) =>
      outputMetrics(profileOf(values.map((value) => ({ "feedback.value": value }))), plan).at(-1)!;
    // Means 2 and 5, standard errors both sqrt(1/3): scipy.stats.norm.sf(3 / math.sqrt(2 / 3)) * 2
    expect(outputChange(mean([1, 2, 3]), mean([4, 5, 6]))?.p).toBeCloseTo(0.00023856345, 10);
    expect(outputChange(mean([1, 1]), mean([1, 1]))).toEqual({ difference: 0, p: 1 });
    expect(outputChange(mean([1, 1]), mean([2, 2]))).toEqual({ difference: 1, p: null });
  });
});

describe("the columns of the metrics", () => {
  const columns = ["feedback.switched_to_typing", "feedback.thumb", "feedback.clicked"];

  it("are those a person set, else the usual ones that the model has", () => {
    expect(resolveOutputColumns(null, columns)).toEqual({
      click_through: "feedback.clicked",
      redo_rate: null,
      switch_rate: "feedback.switched_to_typing",
    });
    expect(resolveOutputColumns({ click_through: "feedback.thumb", switch_rate: null }, columns)).toEqual({
      click_through: "feedback.thumb",
      redo_rate: null,
      switch_rate: null,
    });
    expect(resolveOutputColumns({ redo_rate: "feedback.gone" }, columns).redo_rate).toBeNull();
  });

  it("are read strictly", () => {
    expect(outputColumnsSchema.safeParse({ click_through: "feedback.clicked", silence: "unknown" }).success).toBe(true);
    expect(outputColumnsSchema.safeParse({ silence: "maybe" }).success).toBe(false);
    expect(outputColumnsSchema.safeParse({ clicks: "feedback.clicked" }).success).toBe(false);
  });
});
