import { expect, it } from "vitest";
import type { RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { IncidentDetail } from "#core/contracts/incidents.ts";
import { prepareIncident } from "./prepare-incident.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 8, minute)).toISOString();
const ms = (minute: number) => Date.parse(at(minute));

function incident(values: (number | null)[], changes: Partial<IncidentDetail> = {}): IncidentDetail {
  const reading = {
    state: "ok",
    message: null,
    value: 0.3,
    n: 500,
    lower: null,
    upper: null,
    p: null,
    base: null,
    base_width: null,
  } as const;
  const sight = { slot_at: at(2), window: { from: at(0), to: at(2) }, readings: [reading] };
  const definition = {
    when: {
      metric: { kind: "drift", statistic: "psi", column: "age" },
      is: { kind: "above", threshold: 0.2, critical: 0.4, clear: null },
      evidence: "required",
    },
  } as RuleDefinition;
  return {
    definition,
    conditions: [{ title: "PSI of age", unit: "" }],
    fired_at: at(2),
    resolved_at: null,
    at_firing: sight,
    at_worst: sight,
    chart: values.map((value, i) => ({ slot_at: at(i), status: value === null ? "no_data" : "ok", values: [value], n: [500] })),
    ...changes,
  } as IncidentDetail;
}

it("draws the limits of the moment of firing, and the band until the last slot while it goes on", () => {
  const drawn = prepareIncident(incident([0.1, 0.15, 0.3, 0.35]), 0)!;
  expect(drawn.points.map(({ value }) => value)).toEqual([0.1, 0.15, 0.3, 0.35]);
  expect([drawn.lower, drawn.upper, drawn.critical]).toEqual([null, 0.2, 0.4]);
  expect(drawn.firing).toEqual({ from: ms(2), to: ms(3) });
  expect(drawn.y.min).toBe(0);
  expect(drawn.y.max).toBeGreaterThanOrEqual(0.4);
});

it("ends the band where the incident ended", () => {
  expect(prepareIncident(incident([0.1, 0.15, 0.3, 0.1, 0.1], { resolved_at: at(3) }), 0)!.firing).toEqual({ from: ms(2), to: ms(3) });
});

it("keeps gaps as gaps, at both ends and between", () => {
  const drawn = prepareIncident(incident([null, 0.1, 0.3, null, null, 0.2, null]), 0)!;
  expect(drawn.x.from).toBeLessThan(ms(0));
  expect(drawn.gaps).toEqual([
    { from: drawn.x.from, to: ms(1) },
    { from: ms(2), to: ms(5) },
    { from: ms(5), to: drawn.x.to },
  ]);
});

it("does not press values flat that are far from zero", () => {
  const definition = {
    when: { metric: { kind: "label_coverage" }, is: { kind: "below", threshold: 0.95, critical: null, clear: null }, evidence: "off" },
  } as RuleDefinition;
  const { y } = prepareIncident(incident([0.97, 0.96, 0.94], { definition }), 0)!;
  expect(y.min).toBeGreaterThan(0.9);
});

it("begins at zero what is never below it, and writes the axis in the unit of the metric", () => {
  const { y } = prepareIncident(
    incident([0, 0, 0], { conditions: [{ title: "label coverage", unit: "share" }] } as Partial<IncidentDetail>),
    0,
  )!;
  expect(y.min).toBe(0);
  expect(y.labels.every((label) => label.endsWith("%"))).toBe(true);
});

it("leaves air around the only slot", () => {
  const { x, points } = prepareIncident(incident([0.3], { fired_at: at(0) }), 0)!;
  expect(points[0]!.time - x.from).toBeGreaterThan(60_000);
  expect(x.to - points[0]!.time).toBeGreaterThan(60_000);
});

it("has nothing to draw without slots, and for a condition that is not there", () => {
  expect(prepareIncident(incident([]), 0)).toBeNull();
  expect(prepareIncident(incident([0.1]), 1)).toBeNull();
});
