import { describe, expect, it } from "vitest";
import { prepareError } from "./prepare-multivariate.ts";

const DAY = 86_400_000;
const step = (day: number, error: number) => ({
  time: new Date(day * DAY).toISOString(),
  time_end: new Date((day + 1) * DAY).toISOString(),
  n: 100,
  error,
  lower: 0.9,
  upper: 1.1,
});
const reconstruction = {
  state: "moved" as const,
  reference: 1,
  current: 1.2,
  lower: 0.98,
  upper: 1.02,
  effect: 0.4,
  threshold: 0.2,
  p: 0.001,
  components: 3,
  explained: 0.66,
  columns: [],
  step: "day" as const,
  steps: [step(0, 1), step(1, 1.3), step(4, 0.85)],
};

describe("prepareError", () => {
  const prepared = prepareError(reconstruction);
  it("puts a gap where steps have too few records", () => {
    expect(prepared.points.map(({ error }) => error)).toEqual([1, 1.3, null, 0.85]);
    expect(prepared.gaps).toEqual([{ from: 2 * DAY, to: 4 * DAY }]);
    expect(prepared.x).toEqual({ from: 0, to: 5 * DAY });
  });
  it("says which steps lie outside of the band, on either side", () => {
    expect(prepared.points.map(({ outside }) => outside)).toEqual([false, true, false, true]);
  });
  it("has all errors and bands on the axis", () => {
    expect(prepared.y.min).toBeLessThanOrEqual(0.85);
    expect(prepared.y.max).toBeGreaterThanOrEqual(1.3);
    expect(prepared.y.labels).toHaveLength(prepared.y.ticks.length);
  });
  it("stands on its feet without steps", () => {
    expect(prepareError({ ...reconstruction, steps: [] }).points).toEqual([]);
  });
});
