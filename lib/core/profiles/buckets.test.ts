import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BUCKET_MS,
  bucketStart,
  bucketsToWrite,
  CLOCK_MARGIN_MS,
  cover,
  DAY,
  HOUR,
  HOUR_HORIZON_MS,
  MINUTE,
  MINUTE_HORIZON_MS,
} from "./buckets.ts";

const now = Date.UTC(2025, 5, 15, 12, 34, 56, 789);
const at = (text: string) => Date.parse(`${text}Z`);
const shown = (ts: number) => new Date(ts).toISOString().slice(0, 16);
const day = 86_400_000;

const window = fc
  .tuple(
    fc.integer({ min: -400 * day, max: day }),
    fc.oneof(fc.integer({ min: 1, max: 7_200_000 }), fc.integer({ min: 1, max: 200 * day })),
  )
  .map(([ago, length]) => ({ from: now + ago, to: now + ago + length }));
const horizons = fc.tuple(fc.nat(5 * day), fc.nat(120 * day)).map(([minuteMs, more]) => ({ minuteMs, hourMs: minuteMs + more }));

describe("bucketStart", () => {
  it("is the UTC boundary, before 1970 too", () => {
    expect(shown(bucketStart(at("2025-03-04T05:06:07"), MINUTE))).toBe("2025-03-04T05:06");
    expect(shown(bucketStart(at("2025-03-04T05:06:07"), HOUR))).toBe("2025-03-04T05:00");
    expect(shown(bucketStart(at("1969-12-31T23:59:59"), DAY))).toBe("1969-12-31T00:00");
  });
});

describe("bucketsToWrite", () => {
  it("leaves out what nobody reads", () => {
    const resolutions = (ts: number) => bucketsToWrite(ts, now).map(({ resolution }) => resolution);
    expect(resolutions(now)).toEqual([MINUTE, HOUR, DAY]);
    expect(resolutions(now + day)).toEqual([MINUTE, HOUR, DAY]);
    expect(resolutions(now - MINUTE_HORIZON_MS)).toEqual([HOUR, DAY]);
    expect(resolutions(now - HOUR_HORIZON_MS)).toEqual([DAY]);
    expect(bucketsToWrite(at("2025-06-15T12:34:56"), now)[0]).toEqual({ resolution: MINUTE, start: at("2025-06-15T12:34:00") });
  });
});

describe("cover", () => {
  it("takes days inside, hours and minutes at the ends", () => {
    const { ranges } = cover(at("2025-06-13T22:58:10"), at("2025-06-15T02:03:04"), now);
    expect(ranges.map(({ resolution, from, to }) => [resolution, shown(from), shown(to)])).toEqual([
      [MINUTE, "2025-06-13T22:58", "2025-06-13T23:00"],
      [HOUR, "2025-06-13T23:00", "2025-06-14T00:00"],
      [DAY, "2025-06-14T00:00", "2025-06-15T00:00"],
      [HOUR, "2025-06-15T00:00", "2025-06-15T02:00"],
      [MINUTE, "2025-06-15T02:00", "2025-06-15T02:04"],
    ]);
  });

  it("moves an old end outward to the finest boundary that is left", () => {
    const hours = cover(at("2025-05-01T10:20"), at("2025-05-01T11:40"), now);
    expect([shown(hours.from), shown(hours.to)]).toEqual(["2025-05-01T10:00", "2025-05-01T12:00"]);
    expect(hours.ranges.map(({ resolution }) => resolution)).toEqual([HOUR]);
    const days = cover(at("2024-05-01T10:20"), at("2024-05-01T11:40"), now);
    expect(days.ranges).toEqual([{ resolution: DAY, from: at("2024-05-01T00:00"), to: at("2024-05-02T00:00") }]);
    const mixed = cover(at("2024-05-01T10:20"), at("2025-06-15T11:40:30"), now);
    expect([shown(mixed.from), shown(mixed.to)]).toEqual(["2024-05-01T00:00", "2025-06-15T11:41"]);
  });

  it("answers an empty window with nothing and refuses a reversed one", () => {
    expect(cover(now, now, now)).toEqual({ from: now, to: now, ranges: [] });
    expect(() => cover(now, now - 1, now)).toThrow(RangeError);
    expect(() => cover(Number.NaN, now, now)).toThrow(RangeError);
  });

  it("returns whole buckets, ascending and touching, from end to end of a window around the one asked for", () => {
    fc.assert(
      fc.property(window, horizons, ({ from, to }, limits) => {
        const answer = cover(from, to, now, limits);
        expect(answer.from).toBeLessThanOrEqual(from);
        expect(answer.to).toBeGreaterThanOrEqual(to);
        expect(from - answer.from).toBeLessThan(day);
        expect(answer.to - to).toBeLessThan(day);
        let reached = answer.from;
        for (const range of answer.ranges) {
          expect(range.from).toBe(reached);
          expect(range.to).toBeGreaterThan(range.from);
          expect(bucketStart(range.from, range.resolution)).toBe(range.from);
          expect(bucketStart(range.to, range.resolution)).toBe(range.to);
          reached = range.to;
        }
        expect(reached).toBe(answer.to);
        expect(answer.ranges.length).toBeLessThanOrEqual(5);
      }),
    );
  });

  it("counts every record of the window once, whenever each was counted and whichever clock was ahead", () => {
    const records = fc.array(fc.record({ share: fc.double({ min: -0.2, max: 1.2, noNaN: true }), age: fc.nat(300 * day) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(window, horizons, records, fc.nat(CLOCK_MARGIN_MS), ({ from, to }, limits, made, skew) => {
        const rows = new Map<string, number>();
        const times = made.map(({ share, age }) => {
          const ts = Math.round(from + share * (to - from));
          for (const { resolution, start } of bucketsToWrite(ts, now + skew - age, limits)) {
            const key = `${resolution}:${start}`;
            rows.set(key, (rows.get(key) ?? 0) + 1);
          }
          return ts;
        });
        const answer = cover(from, to, now, limits);
        let counted = 0;
        for (const range of answer.ranges) {
          for (const [key, count] of rows) {
            const [resolution, start] = key.split(":").map(Number) as [number, number];
            if (resolution === range.resolution && start >= range.from && start < range.to) counted += count;
          }
        }
        expect(counted).toBe(times.filter((ts) => ts >= answer.from && ts < answer.to).length);
      }),
      { numRuns: 500 },
    );
  });

  it("uses the finest resolution that is left at each end", () => {
    const recent = cover(now - 90 * 60_000, now, now);
    expect(recent.from).toBe(bucketStart(now - 90 * 60_000, MINUTE));
    expect(recent.to - now).toBeLessThan(BUCKET_MS[MINUTE]);
  });
});
