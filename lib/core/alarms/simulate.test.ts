import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Reading } from "../contracts/alarm-rules.ts";
import type { PreviewAnswer } from "../contracts/alarms.ts";
import { createRandom, normalDraw } from "../performance/bands/random.ts";
import { findCondition } from "./condition.ts";
import { conditionsOf, evaluateExpression } from "./expression.ts";
import { step } from "./machine.ts";
import { simulate } from "./simulate.ts";
import { suggestThreshold } from "./suggest.ts";
import { condition, HOUR, PSI_OF_AGE, preview, reading, rule } from "./testing/rules.ts";
import type { AlarmEvent, SeriesState } from "./types.ts";
import { withThreshold } from "./with-threshold.ts";

const START = Date.UTC(2026, 0, 1);
const readings = (values: (number | null)[], more: Partial<Reading> = {}) =>
  values.map((value) => (value === null ? reading(null, { state: "no_data" }) : reading(value, more)));

describe("what a rule would have done", () => {
  const answer = preview({ "": { readings: readings([0.1, 0.3, 0.5, 0.4, 0.1, 0.1, 0.6]) } });

  test("firings with their beginning, end and worst value", () => {
    const { series, firings, coveredDays, perMonth } = simulate(rule(), answer);
    expect(series[0]!.statuses.join(" ")).toBe("ok firing firing firing resolved ok firing");
    expect(series[0]!.firings).toEqual([
      { from: START + HOUR, to: START + 4 * HOUR, worst: 0.5, severity: "warning" },
      { from: START + 6 * HOUR, to: null, worst: 0.6, severity: "warning" },
    ]);
    expect(firings).toBe(2);
    expect(coveredDays).toBeCloseTo(7 / 24, 12);
    expect(perMonth).toBeCloseTo((2 / 7) * 24 * 30, 9);
  });

  test("a higher threshold fires less, without asking anew", () => {
    expect(simulate(withThreshold(rule(), 0, 0.45), answer).series[0]!.firings.map(({ worst }) => worst)).toEqual([0.5, 0.6]);
    expect(simulate(withThreshold(rule(), 0, 0.55), answer).firings).toBe(1);
    expect(simulate(withThreshold(rule(), 0, 0.7), answer).firings).toBe(0);
  });

  test("severity is the worst of the firing", () => {
    const two = rule({ when: condition(PSI_OF_AGE, { kind: "above", threshold: 0.2, critical: 0.45 }) });
    expect(simulate(two, answer).series[0]!.firings.map(({ severity }) => severity)).toEqual(["critical", "critical"]);
  });

  test("below: the worst is the lowest", () => {
    const below = rule({ when: condition({ kind: "volume", of: "records" }, { kind: "below", threshold: 100 }) });
    const low = preview({ "": { readings: readings([500, 60, 20, 80, 500], { p: null }) } });
    expect(simulate(below, low).series[0]!.firings[0]).toMatchObject({ worst: 20, to: START + 4 * HOUR });
  });

  test("each series has firings of its own", () => {
    const two = preview({ "column=age": { readings: readings([0.5, 0.1]) }, "column=job": { readings: readings([0.1, 0.1]) } });
    const { series, firings } = simulate(
      rule({ when: condition({ kind: "role_drift", statistic: "psi", role: "all" }, { kind: "above", threshold: 0.2 }) }),
      two,
    );
    expect(series.map((one) => [one.series, one.firings.length])).toEqual([
      ["column=age", 1],
      ["column=job", 0],
    ]);
    expect(firings).toBe(1);
  });

  test("time without any data is not covered", () => {
    const { coveredDays, series } = simulate(rule(), preview({ "": { readings: readings([0.1, null, null, 0.1]) } }));
    expect(coveredDays).toBeCloseTo(2 / 24, 12);
    expect(series[0]!.statuses).toEqual(["ok", "no_data", "no_data", "ok"]);
  });

  test("nothing to read: nothing fires and nothing is said of a month", () => {
    expect(simulate(rule(), preview({}))).toEqual({ series: [], firings: 0, perMonth: null, shuffled: null, coveredDays: 0 });
  });

  test("missing data that make it fire have no worst value", () => {
    const definition = rule({ on_no_data: "firing" });
    expect(simulate(definition, preview({ "": { readings: readings([0.1, null, 0.1]) } })).series[0]!.firings[0]).toMatchObject({
      worst: null,
    });
  });
});

describe("on shuffled records", () => {
  test("the rate of all runs together, with an exact interval", () => {
    const calm = readings(new Array(720).fill(0.1));
    const once = readings([...new Array(719).fill(0.1), 0.5]);
    const answer = preview({ "": { readings: calm, shuffled: [calm, calm, once, calm] } });
    // One firing in four months: Garwood's interval of 1 is 0.0253 to 5.572.
    const { shuffled } = simulate(rule(), answer);
    expect(shuffled!.runs).toBe(4);
    expect(shuffled!.perMonth).toBeCloseTo(0.25, 9);
    expect(shuffled!.low).toBeCloseTo(0.02532 / 4, 4);
    expect(shuffled!.high).toBeCloseTo(5.5716 / 4, 3);
  });
  test("no firing at all leaves an upper end of three and a half in all runs", () => {
    const calm = readings(new Array(720).fill(0.1));
    const { shuffled } = simulate(rule(), preview({ "": { readings: calm, shuffled: [calm] } }));
    expect(shuffled).toMatchObject({ perMonth: 0, low: 0 });
    expect(shuffled!.high).toBeCloseTo(3.689, 3);
  });
  test("a rule that never stops fires but once, and how much of the time is told", () => {
    const always = readings(new Array(720).fill(0.5));
    const half = readings([...new Array(360).fill(0.1), ...new Array(300).fill(0.5), ...new Array(60).fill(null)]);
    const { shuffled } = simulate(rule(), preview({ "": { readings: always, shuffled: [always, half] } }));
    expect(shuffled!.perMonth).toBeCloseTo(1, 9);
    expect(shuffled!.firingShare).toBeCloseTo((720 + 300) / (720 + 660), 9);
  });
  test("the same readings shuffled fire as often as they do unshuffled, whatever the rule does without data", () => {
    const finding = fc.constantFrom<Reading>(
      reading(0.1),
      reading(0.18),
      reading(0.3),
      reading(0.3, { p: 0.5 }),
      reading(null, { state: "no_data" }),
      reading(null, { state: "error" }),
      reading(0.3, { n: 5 }),
    );
    const on = fc.constantFrom("firing" as const, "ok" as const, "keep" as const);
    fc.assert(
      fc.property(
        fc.array(finding, { minLength: 2, maxLength: 60 }),
        on,
        on,
        fc.constantFrom("0m", "2h"),
        (list, onNoData, onError, wait) => {
          const definition = rule({
            when: condition(PSI_OF_AGE, { kind: "above", threshold: 0.2, clear: 0.15 }),
            on_no_data: onNoData,
            on_error: onError,
            for: wait,
            keep_firing_for: wait,
          });
          const { perMonth, shuffled } = simulate(definition, preview({ "": { readings: list, shuffled: [list, list] } }));
          expect(shuffled?.perMonth ?? -1).toBeCloseTo(perMonth ?? -1, 6);
        },
      ),
    );
  });
  test("without runs nothing is said", () => expect(simulate(rule(), preview({ "": { readings: readings([1, 1]) } })).shuffled).toBeNull());
});

/** Slots of noise around `level`, with p that follows the value. */
function noise(seed: number, slots: number, level: number): Reading[] {
  const random = createRandom(seed);
  return Array.from({ length: slots }, () => reading(Math.max(0, level + 0.02 * normalDraw(random))));
}

function large(series: number, shuffles: number): PreviewAnswer {
  const all: Parameters<typeof preview>[0] = {};
  for (let s = 0; s < series; s++)
    all[`column=c${s}`] = {
      readings: noise(s, 720, 0.1),
      shuffled: Array.from({ length: shuffles }, (_, run) => noise(1000 * s + run, 720, 0.1)),
    };
  return preview(all);
}

test("it is what the evaluation does, slot by slot", () => {
  const definition = rule({
    for: "1h",
    keep_firing_for: "3h",
    when: {
      any: [
        condition(PSI_OF_AGE, { kind: "above", threshold: 0.11, clear: 0.1 }),
        condition(PSI_OF_AGE, { kind: "above", threshold: 0.15 }),
      ],
    },
  });
  const one = large(1, 1);
  const answer: PreviewAnswer = { ...one, conditions: [one.conditions[0]!, one.conditions[0]!] };
  const columns = one.conditions[0]!.series[0]!.readings;
  let state: SeriesState | null = null;
  const statuses: string[] = [];
  const events: AlarmEvent[] = [];
  for (const [i, slot] of answer.slots.entries()) {
    const read = reading(columns.value[i]!, { n: columns.n[i]!, p: columns.p[i]! });
    const found = evaluateExpression(
      definition.when,
      conditionsOf(definition.when).map((part) => findCondition(part, read, definition)),
    );
    const next = step(definition, state, { slotAt: Date.parse(slot), ...found, readings: [read, read] });
    state = next.state;
    statuses.push(state.status);
    events.push(...next.events);
  }
  const { series } = simulate(definition, answer);
  expect(series[0]!.statuses).toEqual(statuses);
  expect(series[0]!.firings.map(({ from }) => from)).toEqual(events.filter(({ kind }) => kind === "fired").map(({ slotAt }) => slotAt));
  expect(series[0]!.firings.length).toBeGreaterThan(3);
});

describe("a suggested threshold", () => {
  const answer = large(1, 20);

  test("is the most sensitive one that keeps to the limit", () => {
    const off = rule({ when: condition({ kind: "performance", metric: "mae", of: "realised" }, { kind: "above", threshold: 0.3 }, "off") });
    const found = suggestThreshold(off, answer, 1);
    if (!("threshold" in found)) throw new Error(found.reason);
    expect(found.perMonth).toBeLessThanOrEqual(1);
    expect(simulate(withThreshold(off, 0, found.threshold), answer).shuffled!.perMonth).toBe(found.perMonth);
    // Of 720 normal values, one a month is beyond 3 standard deviations: 0.1 + 3 * 0.02.
    expect(found.threshold).toBeGreaterThanOrEqual(0.15);
    expect(found.threshold).toBeLessThanOrEqual(0.17);
    expect(simulate(withThreshold(off, 0, found.threshold - 0.01), answer).shuffled!.perMonth).toBeGreaterThan(1);
    expect(found.sentence).toContain(`With ${found.threshold}`);
  });

  test("of a rule that fires below is as strict on the other side", () => {
    const below = rule({
      when: condition({ kind: "performance", metric: "mae", of: "realised" }, { kind: "below", threshold: 0.01 }, "off"),
    });
    const found = suggestThreshold(below, answer, 1);
    if (!("threshold" in found)) throw new Error(found.reason);
    expect(found.threshold).toBeGreaterThan(0.03);
    expect(found.threshold).toBeLessThan(0.05);
    expect(found.perMonth).toBeLessThanOrEqual(1);
  });

  test("is none at which the rule never stops firing, though it then begins to but once", () => {
    const low = rule({
      when: condition({ kind: "performance", metric: "accuracy", of: "realised" }, { kind: "below", threshold: 0.3 }, "off"),
    });
    // A week's windows: neighbours share most of their records, so that one stretch of 30 days holds few independent ones.
    const slow = Array.from({ length: 20 }, (_, run) => {
      const random = createRandom(run);
      const noise = Array.from({ length: 720 + 168 }, () => normalDraw(random));
      return readings(Array.from({ length: 720 }, (_, i) => 0.5 + noise.slice(i, i + 168).reduce((sum, one) => sum + one, 0) / 600));
    });
    const found = suggestThreshold(low, preview({ "": { readings: slow[0]!, shuffled: slow } }), 20);
    if (!("threshold" in found)) throw new Error(found.reason);
    expect(found.threshold).toBeLessThan(0.5);
    expect(
      simulate(withThreshold(low, 0, found.threshold), preview({ "": { readings: slow[0]!, shuffled: slow } })).shuffled!.firingShare,
    ).toBeLessThanOrEqual(0.25);
  });

  test("is never lower than what matters, however rarely it would fire", () => {
    const quiet = preview({ "": { readings: noise(1, 720, 0.02), shuffled: [noise(2, 720, 0.02)] } });
    expect(suggestThreshold(rule(), quiet, 1)).toMatchObject({ threshold: 0.1, perMonth: 0 });
  });

  test("says why there is none", () => {
    expect(
      suggestThreshold(rule(), preview({ "": { readings: readings([0.1]) } }, { not_shuffled: "Volumes are not shuffled." }), 1),
    ).toEqual({
      reason: "Volumes are not shuffled.",
    });
    expect(suggestThreshold(rule(), preview({}), 1)).toHaveProperty("reason");
    const missing = readings([null, null, 0.1, null, 0.1, null, 0.1]);
    expect(suggestThreshold(rule({ on_no_data: "firing" }), preview({ "": { readings: missing, shuffled: [missing] } }), 0)).toHaveProperty(
      "reason",
    );
  });
});

test("the threshold moves with what hangs on it", () => {
  const moved = (is: object, value: number) => conditionsOf(withThreshold(rule({ when: condition(PSI_OF_AGE, is) }), 0, value).when)[0]!.is;
  expect(moved({ kind: "above", threshold: 0.2, critical: 0.4, clear: 0.15 }, 0.3)).toMatchObject({
    threshold: 0.3,
    critical: 0.6,
    clear: 0.225,
  });
  expect(moved({ kind: "above", threshold: 0, critical: 1, clear: -1 }, 2)).toMatchObject({ threshold: 2, critical: 3, clear: 1 });
  expect(moved({ kind: "outside", lower: 1, upper: 3 }, 4)).toMatchObject({ lower: -2, upper: 6 });
  expect(moved({ kind: "history", direction: "above", width: 5 }, 3)).toMatchObject({ width: 3 });
  expect(moved({ kind: "change", direction: "above", threshold: 1 }, 0.5)).toMatchObject({ threshold: 0.5 });
  const nested = rule({
    when: {
      all: [condition(PSI_OF_AGE, { kind: "above", threshold: 1 }), { any: [condition(PSI_OF_AGE, { kind: "above", threshold: 2 })] }],
    },
  });
  expect(conditionsOf(withThreshold(nested, 1, 9).when).map(({ is }) => is.kind === "above" && is.threshold)).toEqual([1, 9]);
  expect(conditionsOf(nested.when)[1]!.is).toMatchObject({ threshold: 2 });
});
