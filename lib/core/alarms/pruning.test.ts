import { expect, test } from "vitest";
import type { IncidentVerdict } from "../contracts/incidents.ts";
import { type PrunableRule, pruningOf } from "./pruning.ts";
import { DAY, HOUR } from "./testing/rules.ts";

const NOW = 100 * DAY;
const incidents = (verdict: IncidentVerdict | null, ...hours: [from: number, to: number | null][]) =>
  hours.map(([from, to]) => ({ from: from * HOUR, to: to === null ? null : to * HOUR, verdict }));
const rule = (id: number, more: Partial<PrunableRule> = {}): PrunableRule => ({
  id,
  name: `rule ${id}`,
  model: "bank",
  days: 90,
  incidents: [],
  ...more,
});
const found = (...rules: PrunableRule[]) => pruningOf(rules, NOW).map(({ alarm, finding, other }) => [alarm, finding, other]);
const THREE: [number, number][] = [
  [0, 10],
  [20, 30],
  [40, 50],
];

test("a rule that never fired in sixty days", () => {
  expect(found(rule(1), rule(2, { days: 59 }), rule(3, { incidents: incidents(null, [0, 1]) }))).toEqual([[1, "never_fired", null]]);
});

test("a rule of which all judged incidents were false, five or more", () => {
  const five = [...THREE, [60, 70], [80, 90]] as [number, number][];
  expect(found(rule(1, { incidents: incidents("false", ...five) }))).toEqual([[1, "only_false", null]]);
  expect(found(rule(1, { incidents: [...incidents("false", ...five), ...incidents("real", [95, 96])] }))).toEqual([]);
  expect(found(rule(1, { incidents: incidents("false", ...five.slice(1)) }))).toEqual([]);
});

test("a rule that fires when another one of the same model does: the newer is named", () => {
  const other = rule(2, { incidents: incidents(null, [0, 10], [20, 31], [40, 50]) });
  expect(found(rule(1, { incidents: incidents(null, ...THREE) }), other)).toEqual([[2, "duplicate", 1]]);
  expect(found(rule(1, { incidents: incidents(null, ...THREE), model: "churn" }), other)).toEqual([]);
  expect(pruningOf([rule(1, { incidents: incidents(null, ...THREE) }), other], NOW)[0]!.sentence).toBe(
    'It fires when "rule 1" fires: 96.8% of the time in which either does.',
  );
});

test("of two that say the same the one with more real ones stays", () => {
  expect(found(rule(1, { incidents: incidents("false", ...THREE) }), rule(2, { incidents: incidents("real", ...THREE) }))).toEqual([
    [1, "duplicate", 2],
  ]);
});

test("of three that say the same one stays", () => {
  const all = [1, 2, 3].map((id) => rule(id, { incidents: incidents(null, ...THREE) }));
  expect(found(...all)).toEqual([
    [2, "duplicate", 1],
    [3, "duplicate", 1],
  ]);
});

test("what goes on ends now, and firing together for less than nine tenths is not the same", () => {
  const open = incidents(null, [0, 10], [20, 30], [2390, null]);
  expect(found(rule(1, { incidents: open }), rule(2, { incidents: incidents(null, [0, 10], [20, 30], [2390, 2400]) }))).toEqual([
    [2, "duplicate", 1],
  ]);
  expect(found(rule(1, { incidents: open }), rule(2, { incidents: incidents(null, [0, 10], [20, 30], [2395, 2400]) }))).toEqual([]);
});
