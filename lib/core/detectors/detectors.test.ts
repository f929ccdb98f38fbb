import { describe, expect, it } from "vitest";
import { adwin, startAdwin, updateAdwin } from "./adwin.ts";
import { ddm } from "./ddm.ts";
import { eddm } from "./eddm.ts";
import recorded from "./fixtures/streams.json" with { type: "json" };
import { KSWIN_DEFAULTS, kswin, startKswin, updateKswin } from "./kswin.ts";
import { pageHinkley } from "./page-hinkley.ts";
import { randomStep } from "./random.ts";
import { DETECTORS, runDetector } from "./run.ts";
import { PythonRandom, pythonDraw } from "./testing/mersenne-twister.ts";
import type { Detector } from "./types.ts";

const stream = (name: keyof typeof recorded.streams) => Array.from(recorded.streams[name], Number);
const drifts = <S>(detector: Detector<S>, values: number[]) => runDetector(detector, values).drifts;

/** 0s and 1s with these error rates, 1,000 values each. */
function errors(seed: number, ...rates: number[]): number[] {
  let next = seed;
  return rates.flatMap((rate) =>
    Array.from({ length: 1000 }, () => {
      const step = randomStep(next);
      next = step.next;
      return step.value < rate ? 1 : 0;
    }),
  );
}

// Not asserted: EDDM [681, 848, ...] and KSWIN [1043, 1143] of River before 0.15, whose EDDM was another one and whose draws had no seed; ADWIN
// [1055, ...] of releases that tried fewer cuts.
describe("positions of River's documentation and tests", () => {
  it("ADWIN", () => {
    expect(drifts(adwin(), stream("mean_shift"))).toEqual([1023]);
    expect(drifts(adwin(), stream("wider"))).toEqual([1023]);
    expect(drifts(adwin(), stream("four_parts"))).toEqual([1023, 2015, 3007]);
  });
  it("DDM, with its warnings", () => {
    const { drifts: found, warnings } = runDetector(ddm(), stream("error_rise"));
    expect(found).toEqual([1334]);
    expect([warnings[0], warnings.find((i) => i > 1334)]).toEqual([1084, 1492]);
    expect(drifts(ddm(), stream("errors_20_80"))).toEqual([1049]);
  });
  it("EDDM, with its warnings", () => {
    const run = runDetector(eddm({ warning: 0.8, drift: 0.75 }), stream("error_rise"));
    expect(run).toMatchObject({ drifts: [1278], warnings: [1059] });
  });
  it("Page-Hinkley", () => {
    expect(drifts(pageHinkley(), stream("mean_shift"))).toEqual([1006]);
    expect(drifts(pageHinkley(), stream("wider"))).toEqual([1020, 1991]);
  });
  it("KSWIN, with the draws of Python's generator", () => {
    const run = (values: number[], options: typeof KSWIN_DEFAULTS) => {
      let draw = pythonDraw(42);
      let state = startKswin(options);
      return values.flatMap((value, i) => {
        const step = updateKswin(state, value, options, draw);
        state = step.state;
        if (step.signal === "none") return [];
        // River starts its generator anew, too.
        draw = pythonDraw(42);
        return [i];
      });
    };
    expect(run(stream("mean_shift"), { ...KSWIN_DEFAULTS, alpha: 0.0001 })).toEqual([1016]);
    expect(run(stream("wider"), { ...KSWIN_DEFAULTS, alpha: 0.0001, window: 200, stat: 100 })).toEqual([1042]);
  });
  it("draws as Python does", () => {
    // python3 -c "import random; r = random.Random(42); print(r.sample(range(70), 30)[:6], r.sample(range(70), 30)[:6])"
    const random = new PythonRandom(42);
    expect([random.sample(70, 30).slice(0, 6), random.sample(70, 30).slice(0, 6)]).toEqual([
      [14, 3, 35, 31, 28, 17],
      [35, 0, 20, 54, 43, 69],
    ]);
  });
});

describe.each(Object.values(DETECTORS) as Detector<unknown>[])("$title", (detector) => {
  it("finds an error rate that rises from 10 % to 60 %, soon", () => {
    const found = drifts(detector, errors(3, 0.1, 0.6)).filter((i) => i >= 1000);
    expect(found[0]).toBeLessThan(1200);
  });
  it("goes on from a state that went through JSON, wherever the stream is split", () => {
    const values = errors(5, 0.1, 0.5, 0.2);
    const whole = runDetector(detector, values);
    for (const at of [1, 31, 999, 1003, 1040, 2500]) {
      const first = runDetector(detector, values.slice(0, at));
      const { state, inside } = first;
      const second = runDetector(detector, values.slice(at), JSON.parse(JSON.stringify({ state, inside })));
      expect([...first.drifts, ...second.drifts.map((i) => i + at)]).toEqual(whole.drifts);
      expect([...first.warnings, ...second.warnings.map((i) => i + at)]).toEqual(whole.warnings);
      expect(second).toMatchObject({ state: whole.state, inside: whole.inside });
    }
  });
  it("changes no state that it was given", () => {
    const freeze = (value: unknown): unknown => {
      if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(freeze);
      return value;
    };
    let state = freeze(detector.start());
    for (const value of errors(6, 0.1, 0.7)) state = freeze(detector.update(state, value).state);
  });
  it("does not count what is not a finite number", () => {
    const { state } = runDetector(detector, errors(7, 0.2));
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) expect(detector.update(state, value)).toEqual({ state, signal: "none" });
  });
  it("says nothing of a stream that never errs, or always", () => {
    expect(drifts(detector, new Array(3000).fill(0))).toEqual([]);
    expect(drifts(detector, new Array(3000).fill(1))).toEqual([]);
  });
});

describe("ADWIN's window", () => {
  it("knows its values' number, sum and squared deviations although it keeps few buckets", () => {
    let state = startAdwin();
    const values = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 13);
    for (const value of values) state = updateAdwin(state, value).state;
    const sum = values.reduce((a, b) => a + b, 0);
    expect(state.width).toBe(5000);
    expect(state.total).toBeCloseTo(sum, 6);
    expect(state.variance).toBeCloseTo(
      values.reduce((a, b) => a + (b - sum / 5000) ** 2, 0),
      4,
    );
    expect(state.rows.flatMap((row) => row.totals).length).toBeLessThan(80);
  });
  it("looks for a cut only every `clock` values, and not in the grace period", () => {
    const values = [...new Array(200).fill(0), ...new Array(200).fill(100)];
    expect(drifts(adwin({ clock: 50 }), values).every((i) => (i + 1) % 50 === 0)).toBe(true);
    expect(drifts(adwin({ grace: 400, clock: 1 }), values)).toEqual([]);
  });
});

describe("options", () => {
  it("KSWIN refuses a window that is too small to draw from", () => {
    expect(() => kswin({ window: 50, stat: 30 })).toThrow(/at most half/);
  });
  it("Page-Hinkley sees a rise only", () => {
    expect(drifts(pageHinkley(), [...new Array(500).fill(9), ...new Array(2000).fill(1)])).toEqual([]);
  });
});
