import { describe, expect, test } from "vitest";
import type { Reading, RuleDefinition } from "../contracts/alarm-rules.ts";
import type { IncidentVerdict } from "../contracts/incidents.ts";
import { type RuleRecord, suggestFromRecord } from "./adapt.ts";
import { thresholdOf } from "./condition.ts";
import { conditionsOf } from "./expression.ts";
import { recordFigures } from "./record.ts";
import { overlap, replay } from "./replay.ts";
import { condition, DAY, HOUR, PSI_OF_AGE, reading, rule } from "./testing/rules.ts";

/** A record of one series: peaks of some slots between calm ones, each with what was said of it. */
function record(peaks: [value: number | number[], verdict: IncidentVerdict | null][], more: Partial<Reading> = {}): RuleRecord {
  const readings: { slotAt: number; readings: Reading[] }[] = [];
  const incidents: RuleRecord["incidents"][number][] = [];
  let at = 0;
  const push = (value: number) => readings.push({ slotAt: ++at * HOUR, readings: [reading(value, more)] });
  for (const [value, verdict] of peaks) {
    for (let i = 0; i < 4; i++) push(0.05);
    const from = (at + 1) * HOUR;
    for (const one of [value].flat()) push(one);
    incidents.push({ series: "", from, to: (at + 1) * HOUR, verdict });
  }
  push(0.05);
  return { evaluations: new Map([["", readings]]), incidents };
}

const suggested = (definition: RuleDefinition, of: RuleRecord) => {
  const found = suggestFromRecord(definition, of);
  if ("reason" in found) throw new Error(found.reason);
  return found;
};

describe("a suggestion from verdicts", () => {
  const many: [number, IncidentVerdict][] = [
    ...Array.from({ length: 14 }, (_, i): [number, IncidentVerdict] => [0.21 + i * 0.003, "false"]),
    [0.5, "false"],
    [0.6, "false"],
    [0.9, "false"],
    [0.35, "real"],
    [0.45, "real"],
    [0.7, "real"],
  ];

  test("is the smallest change that removes the most false alarms and misses no real one", () => {
    const found = suggested(rule(), record(many));
    expect(found.sentence).toBe("0.25 instead of 0.2 would have removed 14 of 17 false alarms and missed none of 3 real ones.");
    expect(found).toMatchObject({ falseRemoved: 14, falseTotal: 17, realMissed: 0, realTotal: 3 });
    expect(thresholdOf(conditionsOf(found.definition.when)[0]!)).toBe(0.25);
    expect(found.definition).toEqual({ ...rule(), when: found.definition.when });
  });

  test("what it says is so: the changed rule run again raises what it says", () => {
    const all = record(many);
    const spans = replay(suggested(rule(), all).definition, all.evaluations.get("")!);
    const kept = all.incidents.filter((incident) => spans.some((span) => overlap(span, incident)));
    expect(kept.filter(({ verdict }) => verdict === "false")).toHaveLength(3);
    expect(kept.filter(({ verdict }) => verdict === "real")).toHaveLength(3);
  });

  test("expected ones and those of which nobody has said anything do not count", () => {
    const found = suggested(rule(), record([...many, [0.22, "expected"], [0.23, null]]));
    expect(found).toMatchObject({ falseTotal: 17, realTotal: 3 });
  });

  test("waiting longer helps against what comes and goes, where no threshold does", () => {
    const found = suggested(
      rule(),
      record([
        [0.9, "false"],
        [0.8, "false"],
        [0.9, "false"],
        [[0.3, 0.3, 0.3], "real"],
      ]),
    );
    expect(found.definition.for).toBe("1h");
    expect(found.sentence).toBe("Waiting 1 hour before it fires would have removed 3 of 3 false alarms and missed none of 1 real one.");
  });

  test("without a real one it says that there is none to miss", () => {
    expect(
      suggested(
        rule(),
        record([
          [0.3, "false"],
          [0.25, "false"],
          [0.22, "false"],
        ]),
      ).sentence,
    ).toBe("0.3 instead of 0.2 would have removed 3 of 3 false alarms; there is no real one yet that it could have missed.");
  });

  test("a threshold from below goes down", () => {
    const low = rule({ when: condition({ kind: "column", value: "mean", column: "x" }, { kind: "below", threshold: 0.04 }) });
    const found = suggested(
      low,
      record(
        [
          [0.03, "false"],
          [0.033, "false"],
          [0.031, "false"],
          [0.01, "real"],
        ],
        { p: null },
      ),
    );
    expect(thresholdOf(conditionsOf(found.definition.when)[0]!)).toBe(0.03);
    expect(found.falseRemoved).toBe(3);
  });

  test("there is none where false and real ones cannot be told apart, and it says so", () => {
    const same = [0.3, 0.3, 0.3].map((value): [number, IncidentVerdict] => [value, "false"]);
    expect(suggestFromRecord(rule(), record([...same, [0.25, "real"]]))).toEqual({
      reason: "No other threshold removes one of 3 false alarms without missing one of 1 real ones.",
    });
  });

  test("there is none of two false alarms, nor of incidents that the rule no longer raises", () => {
    expect(
      suggestFromRecord(
        rule(),
        record([
          [0.3, "false"],
          [0.4, "false"],
        ]),
      ),
    ).toHaveProperty("reason");
    const strict = rule({ when: condition(PSI_OF_AGE, { kind: "above", threshold: 0.8 }) });
    expect(
      suggestFromRecord(
        strict,
        record([
          [0.3, "false"],
          [0.4, "false"],
          [0.3, "false"],
        ]),
      ),
    ).toEqual({
      reason: "As it is now, the rule would not raise any of those that were called false.",
    });
  });
});

test("readings of a rule that had other conditions are passed over", () => {
  expect(replay(rule(), [{ slotAt: 1, readings: [reading(0.9), reading(0.9)] }])).toEqual([]);
});

test("figures of a record", () => {
  const definition = rule({ window: "1d", delay: "1h" });
  const incident = (hours: number, verdict: IncidentVerdict | null) => ({
    firedAt: 10 * DAY + hours * HOUR,
    breachedSince: 10 * DAY,
    verdict,
  });
  const figures = recordFigures(definition, [incident(0, "real"), incident(2, "false"), incident(4, "false"), incident(6, null)], 60);
  // The window of the first breach begins 25 hours before its slot; the median firing is 3 hours after it.
  expect(figures).toEqual({ alarmsAMonth: 2, shareReal: 1 / 3, timeToDetectS: 28 * 3600 });
  expect(recordFigures(definition, [], 30)).toEqual({ alarmsAMonth: 0, shareReal: null, timeToDetectS: null });
  expect(recordFigures(definition, [incident(0, "real")], 6.9).alarmsAMonth, "no month from less than a week").toBeNull();
  expect(recordFigures(definition, [incident(0, "real")], 7).alarmsAMonth).toBeCloseTo(30 / 7, 10);
});
