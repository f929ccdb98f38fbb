import { beforeAll, describe, expect, it } from "vitest";
import type { Job } from "#core/contracts/manage.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import { sendRecords } from "../http/testing-requests.ts";
import { assertConservation } from "../testing/conservation.ts";
import { databasePerFile } from "../testing/database.ts";
import { routesPerFile } from "../testing/routes.ts";
import { settle } from "../testing/settle.ts";

const NOW = new Date("2026-03-03T00:00:00Z");
const db = databasePerFile();
const { call } = routesPerFile(db, () => NOW);

const at = (minute: number) => new Date(Date.parse("2026-03-01T00:00:00Z") + minute * 60_000).toISOString();
/** 60 TN, 20 FP, 10 FN and 30 TP of the class yes. */
const CELLS = { "no no": 60, "no yes": 20, "yes no": 10, "yes yes": 30 };
const loans = Object.entries(CELLS).flatMap(([cell, count]) =>
  Array.from({ length: count }, (_, i) => {
    const [label, prediction] = cell.split(" ") as [string, string];
    return {
      id: `${cell} ${i}`,
      ts: at(i * 10),
      model: "loan",
      inputs: { age: 20 + i },
      prediction,
      label,
      score: prediction === "yes" ? 0.8 : 0.3,
    };
  }),
);

type Patched = ModelDetail & { job: Job | null };
const patch = <T = Patched>(status: number, model: string, json: unknown) => call<T>(status, "PATCH", `models/${model}`, json);
const performance = (model: string, query = "") =>
  call<PerformanceAnswer>(200, "GET", `models/${model}/performance?from=2026-03-01&to=2026-03-02${query}`);
const refused = (model: string, json: unknown) => patch<{ detail: string; errors: { pointer: string }[] }>(422, model, json);

beforeAll(async () => {
  const fruit = Array.from({ length: 60 }, (_, i) => {
    const label = ["apple", "pear", "plum"][i % 3]!;
    return { id: `f-${i}`, ts: at(i), model: "fruit", inputs: { weight: i }, prediction: i % 4 ? label : "pear", label };
  });
  const prices = Array.from({ length: 40 }, (_, i) => ({
    id: `p-${i}`,
    ts: at(i),
    model: "price",
    inputs: { size: i },
    prediction: i * 2,
    label: i * 2.5,
  }));
  const clicks = [{ id: "no no 0", ts: at(0), model: "loan", feedback: { clicked: true, again: false } }];
  await sendRecords(db.pool, db.projectId, [...loans, ...fruit, ...prices, ...clicks]);
  await settle(db.pool);
});

describe("the value matrix", () => {
  const matrix = { unit: "EUR", cells: { no: { yes: -2 }, yes: { no: -50, yes: 100 } } };

  it("has no figure until a person sets it", async () => {
    expect((await performance("loan")).metrics.map(({ id }) => id)).not.toContain("business_value");
  });

  it("holds at once, for the past too: total and per prediction, of the window and each step, with a band", async () => {
    const saved = await patch(200, "loan", { value_matrix: matrix });
    expect(saved).toMatchObject({ value_matrix: { ...matrix, otherwise: 0 }, job: null });
    const answer = await performance("loan");
    const total = 20 * -2 + 10 * -50 + 30 * 100;
    const metric = answer.metrics.find(({ id }) => id === "business_value")!;
    expect(metric).toMatchObject({ unit: "EUR", n: 120, band: "normal", better: "higher" });
    expect(metric.value).toBeCloseTo(total / 120, 9);
    expect(metric.total!.value).toBe(total);
    expect(metric.total!.lower).toBeCloseTo(metric.lower! * 120, 6);
    expect(metric.total!.upper).toBeCloseTo(metric.upper! * 120, 6);
    const steps = answer.steps.flatMap(({ metrics }) => metrics.filter(({ id }) => id === "business_value"));
    expect(steps.reduce((sum, step) => sum + step.total!.value!, 0)).toBe(total);
    expect(steps.every(({ unit }) => unit === "EUR")).toBe(true);
    const only = await performance("loan", "&metric=business_value");
    expect(only.steps[0]!.metrics.map(({ id }) => id)).toEqual(["business_value"]);
    expect((await patch(200, "loan", { value_matrix: null })).value_matrix).toBeNull();
    expect((await performance("loan")).metrics.map(({ id }) => id)).not.toContain("business_value");
  });

  it.each([
    [{ ...matrix, cells: { no: { Yes: 1 } } }, "/value_matrix/cells/no/Yes", 'did you mean "yes"?'],
    [{ ...matrix, cells: { perhaps: { no: 1 } } }, "/value_matrix/cells/perhaps", "`otherwise`"],
    [{ ...matrix, cells: { no: { yes: "2" } } }, "/value_matrix/cells/no/yes", ""],
    [{ ...matrix, unit: "x".repeat(21) }, "/value_matrix/unit", ""],
    [{ ...matrix, otherwise: 1e300 }, "/value_matrix/otherwise", ""],
  ])("%j is refused, with where and why", async (value_matrix, pointer, why) => {
    const problem = await refused("loan", { value_matrix });
    expect(problem.errors[0]!.pointer).toBe(pointer);
    expect(JSON.stringify(problem)).toContain(JSON.stringify(why).slice(1, -1));
  });

  it("is not for numbers", async () => {
    expect((await refused("price", { value_matrix: matrix })).detail).toContain("the task of this model is regression");
  });
});

describe("task and positive class", () => {
  it.each([
    ["loan", { performance_task: "regression" }, "/performance_task", "numbers"],
    ["fruit", { performance_task: "binary" }, "/performance_task", "the labels have 3"],
    ["price", { performance_task: "ranking" }, "/performance_task", "ranks"],
    ["loan", { performance_task: "classification" }, "/performance_task", ""],
    ["loan", { positive_class: "Yes" }, "/positive_class", 'did you mean "yes"?'],
    ["loan", { positive_class: "gone" }, "/positive_class", 'there are "no", "yes"'],
    ["fruit", { positive_class: "pear" }, "/positive_class", "3 classes"],
    ["loan", { performance_task: "multiclass", positive_class: "yes" }, "/positive_class", "goes with the task binary"],
  ])("of %s: %j is refused, with where and why", async (model, body, pointer, why) => {
    const problem = await refused(model, body);
    expect(problem.errors[0]!.pointer).toBe(pointer);
    expect(problem.detail).toContain(why);
    expect(await patch(200, model, {})).toMatchObject({ performance_task: null, positive_class: null, job: null });
  });

  it("hold once the stored records are counted again; the answer names the job", async () => {
    expect(await performance("loan")).toMatchObject({ task: "binary", positive_class: "yes", classes: ["no", "yes"] });
    const { job } = await patch(200, "loan", { positive_class: "no" });
    expect(job).toMatchObject({ kind: "reprofile", status: "queued", model: "loan", title: "Counting loan again: its task was set" });
    expect(await performance("loan")).toMatchObject({ positive_class: "yes" });
    await settle(db.pool);
    const turned = await performance("loan");
    expect(turned).toMatchObject({ positive_class: "no", classes: ["yes", "no"] });
    expect(turned.metrics.find(({ id }) => id === "recall")!.value).toBeCloseTo(60 / 80, 12);
    expect(turned.curves!.confusion).toMatchObject({
      names: ["yes", "no"],
      counts: [
        [30, 10],
        [20, 60],
      ],
    });
    // Asked for what is already so: nothing is counted.
    expect((await patch(200, "loan", { performance_task: "binary", positive_class: "no" })).job).toBeNull();
    expect((await patch(200, "loan", { performance_task: "multiclass" })).job).not.toBeNull();
    await settle(db.pool);
    expect(await performance("loan")).toMatchObject({ task: "multiclass", positive_class: null });
    expect((await patch(200, "loan", { performance_task: null, positive_class: null })).job).not.toBeNull();
    await settle(db.pool);
    expect(await performance("loan")).toMatchObject({ task: "binary", positive_class: "yes" });
    await assertConservation(db.pool);
  });
});

it("output columns are feedback columns of the model", async () => {
  const output_columns = { click_through: "feedback.clicked", redo_rate: "feedback.again", switch_rate: null, silence: "unknown" };
  expect(await patch(200, "loan", { output_columns })).toMatchObject({ output_columns, job: null });
  const problem = await refused("loan", { output_columns: { redo_rate: "feedback.agian" } });
  expect(problem.errors[0]!.pointer).toBe("/output_columns/redo_rate");
  expect(problem.detail).toContain('did you mean "feedback.again"?');
  expect((await refused("loan", { output_columns: { silence: "perhaps" } })).errors[0]!.pointer).toBe("/output_columns/silence");
  expect((await patch(200, "loan", { output_columns: null })).output_columns).toBeNull();
});

it("a class that came after the classes were fixed is other, with its name, until the records are counted again", async () => {
  expect((await performance("fruit")).unlisted).toBeNull();
  await sendRecords(
    db.pool,
    db.projectId,
    Array.from({ length: 6 }, (_, i) => ({
      id: `new-${i}`,
      ts: at(100 + i),
      model: "fruit",
      prediction: i < 2 ? "quince" : "pear",
      label: i < 4 ? "quince" : "pear",
    })),
  );
  await settle(db.pool);
  const { unlisted, coverage } = await performance("fruit");
  expect(coverage.labelled).toBe(66);
  expect(unlisted).toEqual({ labels: 4, predictions: 2, n: 4, share: 4 / 66, examples: ["quince"] });
  const { job } = await call<{ job: Job }>(202, "POST", "models/fruit/reprofile");
  expect(job).toMatchObject({ kind: "reprofile", model: "fruit" });
  await settle(db.pool);
  const after = await performance("fruit");
  expect(after.unlisted).toBeNull();
  expect(after.classes).toContain("quince");
  expect(await call(404, "POST", "models/nobody/reprofile")).toMatchObject({ code: "unknown_model" });
});
