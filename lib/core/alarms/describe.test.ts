import { describe, expect, test } from "vitest";
import type { AlarmCondition } from "../contracts/alarm-rules.ts";
import { headlineOf, isWorse, summaryOf } from "./describe.ts";
import { formatNumber, formatValue, seriesWords } from "./format.ts";
import { metricInfo } from "./metrics.ts";
import { condition, PSI_OF_AGE, reading, rule } from "./testing/rules.ts";

const VOLUME: AlarmCondition["metric"] = { kind: "volume", of: "records" };
const summary = (metric: AlarmCondition["metric"], is: object, more = {}) => summaryOf(rule({ when: condition(metric, is), ...more }));

describe("a rule in one line", () => {
  test.each<[AlarmCondition["metric"], object, object, string]>([
    [PSI_OF_AGE, { kind: "above", threshold: 0.2 }, {}, "PSI of age above 0.2 over 1 day, every hour"],
    [
      PSI_OF_AGE,
      { kind: "above", threshold: 0.2, critical: 0.5 },
      { for: "2h" },
      "PSI of age above 0.2 (critical 0.5) over 1 day, every hour, for 2 hours",
    ],
    [
      { kind: "role_drift", statistic: "ks", role: "input" },
      { kind: "above", threshold: 0.1 },
      { every: "15m", window: "6h" },
      "Kolmogorov-Smirnov of any input column above 0.1 over 6 hours, every 15 minutes",
    ],
    [
      { kind: "column", value: "missing_rate", column: "age" },
      { kind: "above", threshold: 0.05 },
      { version: "3", slice: "country=KR" },
      "share of missing values of age above 5% over 1 day, every hour; of version 3, country=KR",
    ],
    [
      { kind: "column", value: "p95", column: "service.latency_ms" },
      { kind: "outside", lower: 5, upper: 500 },
      { each_version: true },
      "95th percentile of service.latency_ms outside 5 ms to 500 ms over 1 day, every hour; of each version",
    ],
    [
      VOLUME,
      { kind: "change", direction: "below", threshold: 0.5 },
      {},
      "number of records down by more than 50% against 7 days earlier over 1 day, every hour",
    ],
    [
      VOLUME,
      { kind: "history", direction: "either", width: 5, seasonal: true, look_back: "9w" },
      {},
      "number of records outside 5 robust deviations of what was usual at this hour of the week in 9 weeks over 1 day, every hour",
    ],
    [{ kind: "no_data" }, { kind: "above", threshold: 7200 }, {}, "time since the last record above 2 hours, every hour"],
    [
      { kind: "performance", metric: "accuracy", of: "shortfall" },
      { kind: "above", threshold: 0.05 },
      {},
      "accuracy, estimated minus realised above 5% over 1 day, every hour",
    ],
  ])("%j %j", (metric, is, more, words) => expect(summary(metric, is, more)).toBe(words));

  test("and, or and both", () => {
    const [a, b, c] = [1, 2, 3].map((threshold) => condition(VOLUME, { kind: "below", threshold }));
    expect(summaryOf(rule({ when: { all: [a!, { any: [b!, c!] }] } }))).toBe(
      "number of records below 1 and (number of records below 2 or number of records below 3) over 1 day, every hour",
    );
  });
});

describe("what was seen in one line", () => {
  test("value and threshold", () => expect(headlineOf(rule(), {}, [reading(0.312)])).toBe("PSI of age was 0.312, above 0.2"));
  test("of a role, the column that it was", () => {
    const any = rule({ when: condition({ kind: "role_drift", statistic: "psi", role: "input" }, { kind: "above", threshold: 0.2 }) });
    expect(headlineOf(any, { column: "job", version: "3" }, [reading(0.5)])).toBe("PSI of job was 0.5, above 0.2 (version 3)");
  });
  test("against earlier and against what was usual", () => {
    const change = rule({ when: condition(VOLUME, { kind: "change", direction: "below", threshold: 0.5 }) });
    expect(headlineOf(change, {}, [reading(40, { base: 1200 })])).toBe("Number of records was 40, down from 1,200 7 days earlier");
    const usual = rule({ when: condition(VOLUME, { kind: "history", direction: "either", width: 5 }) });
    expect(headlineOf(usual, {}, [reading(40, { base: 1200, base_width: 20 })])).toBe(
      "Number of records was 40, below the usual 1,100 to 1,300",
    );
  });
  test("of several conditions those that were beyond their threshold", () => {
    const both = rule({
      when: { any: [condition(PSI_OF_AGE, { kind: "above", threshold: 0.2 }), condition(VOLUME, { kind: "below", threshold: 10 })] },
    });
    expect(headlineOf(both, {}, [reading(0.1), reading(5)])).toBe("Number of records was 5, below 10");
    expect(headlineOf(both, {}, [reading(0.3), reading(5)])).toBe("PSI of age was 0.3, above 0.2 and number of records was 5, below 10");
  });
  test("when data are missing, that", () => {
    expect(headlineOf(rule(), {}, [reading(null, { state: "no_data", message: "There are no records in the window." })])).toBe(
      "No data for PSI of age: There are no records in the window.",
    );
    expect(headlineOf(rule(), {}, [reading(0.5, { n: 20 })])).toBe("PSI of age was 0.5, on 20 records");
  });
});

test("worse is farther beyond the limit", () => {
  expect(isWorse(rule(), [reading(0.5)], [reading(0.3)])).toBe(true);
  expect(isWorse(rule(), [reading(0.3)], [reading(0.5)])).toBe(false);
  expect(isWorse(rule(), [reading(0.1)], [reading(0.05)])).toBe(false);
  const low = rule({ when: condition(VOLUME, { kind: "below", threshold: 10 }) });
  expect(isWorse(low, [reading(1)], [reading(5)])).toBe(true);
  expect(isWorse(low, [reading(null)], [reading(5)])).toBe(false);
});

test("numbers and units for people", () => {
  expect([0, 0.31249, 12.345, 1234.5, -0.5, 1e-7, 2.5e12, 99.95].map(formatNumber)).toEqual([
    "0",
    "0.312",
    "12.3",
    "1,235",
    "−0.5",
    "1e-7",
    "2.5e12",
    "100",
  ]);
  expect(formatValue("share", 0.0512)).toBe("5.12%");
  expect([30, 119, 120, 7200, 172800, 100_000].map((value) => formatValue("seconds", value))).toEqual([
    "30 s",
    "119 s",
    "2 minutes",
    "2 hours",
    "2 days",
    "28 hours",
  ]);
  expect([formatValue("ms", 12), formatValue("count", 12), formatValue("", null)]).toEqual(["12 ms", "12", "no value"]);
});

test("series for people", () => {
  expect(seriesWords({})).toBe("");
  expect(seriesWords({ version: "3", slice: "country=KR", column: "age" })).toBe("version 3, country KR, age");
});

test("every metric has a title, a unit and says whether shuffling helps", () => {
  expect(metricInfo({ kind: "column", value: "mean", column: "price" }, () => "EUR").unit).toBe("EUR");
  expect(metricInfo(VOLUME).notShuffled).not.toBeNull();
  expect(metricInfo(PSI_OF_AGE)).toMatchObject({ title: "PSI of age", unit: "", evidence: "p", notShuffled: null, live: false });
  expect(metricInfo({ kind: "drift", statistic: "chi_square", column: "a" }).title).toBe("chi-square (Cramér's V) of a");
  expect(metricInfo({ kind: "drift", statistic: "jensen_shannon", column: "a" }).title).toBe("Jensen-Shannon distance of a");
  expect(metricInfo({ kind: "performance", metric: "precision_at_5", of: "estimated" })).toMatchObject({
    title: "estimated precision at 5",
    unit: "share",
  });
});
