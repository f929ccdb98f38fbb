import { describe, expect, it } from "vitest";
import { randomStep, sampleIndices, shuffled } from "./random.ts";
import { DETECTORS, falseAlarmRate } from "./run.ts";

function errors(n: number, rate: number): number[] {
  let next = 11;
  return Array.from({ length: n }, () => {
    const step = randomStep(next);
    next = step.next;
    return step.value < rate ? 1 : 0;
  });
}

describe("falseAlarmRate", () => {
  it("is the same for the same seed, whatever the order of the errors was", () => {
    const stream = errors(600, 0.2);
    const rate = falseAlarmRate(DETECTORS.eddm, stream, 20, 1);
    expect(falseAlarmRate(DETECTORS.eddm, stream, 20, 1)).toEqual(rate);
    expect(rate.perThousand).toBeCloseTo((1000 * rate.alarms) / 12_000, 12);
  });
  it("does not take a change in the stream for a false alarm", () => {
    const changed = [...new Array(500).fill(0), ...errors(500, 0.9)];
    expect(falseAlarmRate(DETECTORS.adwin, changed, 40, 2).streams).toBeLessThanOrEqual(0.05);
  });
  it("tells a detector that alarms on nothing (EDDM) from one that keeps its promise (ADWIN)", () => {
    const stream = errors(1000, 0.1);
    const adwin = falseAlarmRate(DETECTORS.adwin, stream, 60, 3).streams!;
    const eddm = falseAlarmRate(DETECTORS.eddm, stream, 60, 3).streams!;
    expect(adwin).toBeLessThanOrEqual(0.1);
    expect(eddm).toBeGreaterThan(adwin);
  });
  it("is null without values or shuffles", () => {
    expect(falseAlarmRate(DETECTORS.ddm, [], 10, 1).streams).toBeNull();
    expect(falseAlarmRate(DETECTORS.ddm, [0, 1], 0, 1).perThousand).toBeNull();
  });
});

describe("random numbers", () => {
  it("are spread evenly, and every order is as likely", () => {
    const firsts = [0, 0, 0, 0];
    let next = 1;
    for (let i = 0; i < 4000; i++) {
      const result = shuffled([0, 1, 2, 3], next);
      next = result.next;
      firsts[result.values[0]!]!++;
      expect(result.values.toSorted()).toEqual([0, 1, 2, 3]);
    }
    for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
  it("draw different positions, all of them when asked for all, and refuse more", () => {
    const drawn = sampleIndices(5, 30, 30).indices;
    expect(drawn.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(() => sampleIndices(5, 3, 4)).toThrow(RangeError);
  });
});
