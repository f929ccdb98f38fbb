import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Role } from "../columns/column.ts";
import { ROLES } from "../columns/column.ts";
import { finiteNumber } from "./arbitraries.ts";
import { buildCategoricalBinning, buildNumericBinning } from "./build-binning.ts";
import { DamagedProfileError } from "./byte-reader.ts";
import { conservationErrors } from "./conservation.ts";
import { createCounter, emptyProfileOfBins } from "./count.ts";
import { mergeProfiles } from "./merge.ts";
import { emptyBucket, emptyRoleCounts, mergeBucketInto } from "./merge-buckets.ts";
import { accumulateBucket, decodeBucket, encodeBucket } from "./packed.ts";
import type { Binning, BucketProfile, ColumnProfile } from "./types.ts";

// A little model: each record has a kind of roles and values in some columns; counting it into buckets is written once more here, plainly.

const columns = new Map<number, { role: Role; binning: Binning }>([
  [3, { role: "input", binning: buildNumericBinning([0, 1, 2, 3, 10]) }],
  [
    7,
    {
      role: "input",
      binning: buildCategoricalBinning(
        new Map([
          ["a", 2],
          ["b", 1],
        ]),
      ),
    },
  ],
  [200, { role: "label", binning: buildNumericBinning(Array.from({ length: 3000 }, (_, i) => Math.sqrt(i))) }],
  [70_000, { role: "feedback", binning: buildCategoricalBinning(new Map()) }],
]);
const roleOf = (id: number): Role => columns.get(id)?.role ?? "tag";

interface TestRecord {
  roles: Role[];
  /** By column id; undefined: absent, null: invalid. */
  cells: Map<number, number | string | null>;
}

const numericCell = fc.oneof({ weight: 4, arbitrary: finiteNumber }, fc.constant(null), fc.constant(undefined));
const textCell = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "b", "c", "é", "\u{1F600}", "\uD800") },
  fc.string(),
  fc.constant(undefined),
);
const record: fc.Arbitrary<TestRecord> = fc
  .record({
    roles: fc.subarray(["input", "label", "feedback", "service"] as Role[]),
    a: numericCell,
    b: textCell,
    c: numericCell,
    d: textCell,
  })
  .map(({ roles, a, b, c, d }) => {
    const all: [number, number | string | null | undefined][] = [
      [3, a],
      [7, b],
      [200, c],
      [70_000, d],
    ];
    const cells = new Map<number, number | string | null>();
    for (const [id, cell] of all) if (cell !== undefined && roles.includes(roleOf(id))) cells.set(id, cell);
    return { roles, cells };
  });

/** Counts records; a column nobody had in this bucket is not in it. */
function count(records: readonly TestRecord[]): BucketProfile {
  const roles = emptyRoleCounts();
  for (const role of records.flatMap((each) => each.roles)) roles[role]++;
  const bucket: BucketProfile = { records: records.length, roles, columns: new Map() };
  for (const [id, { role, binning }] of columns) {
    if (!records.some((each) => each.cells.has(id))) continue;
    const counter = createCounter(binning);
    for (const { cells, roles: own } of records) {
      const cell = cells.get(id);
      if (!own.includes(role)) continue;
      if (cell === undefined) counter.addMissing();
      else if (cell === null) counter.addInvalid();
      else if (typeof cell === "number") counter.addNumber(cell);
      else counter.addCategory(cell);
    }
    bucket.columns.set(id, counter.profile());
  }
  return bucket;
}

const bytesOf = (bucket: BucketProfile) => Buffer.from(encodeBucket(bucket)).toString("hex");

/** Some bucket whose columns all have the given counts. */
function bucketOf(counts: ArrayLike<number>, more: Partial<ColumnProfile> = {}): BucketProfile {
  const profile = { ...emptyProfileOfBins(counts.length), ...more };
  profile.counts.set(counts);
  return { records: 1, roles: emptyRoleCounts(), columns: new Map([[1, profile]]) };
}

describe("merging buckets", () => {
  it("gives the bytes of counting everything at once, in any order and split, and keeps every record accounted for", () => {
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 40 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 40, maxLength: 40 }),
        (records, parts) => {
          const whole = count(records);
          expect(conservationErrors(whole, roleOf)).toEqual([]);
          const buckets = [2, 0, 3, 1].map((part) => count(records.filter((_, i) => parts[i] === part)));
          const merged = emptyBucket();
          const accumulated = emptyBucket();
          for (const bucket of buckets) {
            mergeBucketInto(merged, bucket, roleOf);
            accumulateBucket(encodeBucket(bucket), accumulated, roleOf);
          }
          expect(conservationErrors(merged, roleOf)).toEqual([]);
          expect(bytesOf(merged)).toBe(bytesOf(whole));
          expect(bytesOf(accumulated)).toBe(bytesOf(whole));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("counts the records of the side that did not know a column as missing there", () => {
    const left = emptyBucket();
    left.roles.input = 5;
    left.records = 5;
    const right = { ...bucketOf([2, 1]), records: 3 };
    right.roles.input = 3;
    mergeBucketInto(left, right, () => "input");
    expect(left.columns.get(1)?.missing).toBe(5);
    const later = emptyBucket();
    later.roles.input = 4;
    mergeBucketInto(left, later, () => "input");
    expect(left.columns.get(1)?.missing).toBe(9);
    expect(conservationErrors(left, () => "input")).toEqual([]);
    expect(conservationErrors(left, () => "label")[0]).toContain("but 0 records can carry a column of role label");
    expect(right.columns.get(1)?.missing).toBe(0);
  });

  it("refuses profiles of different binnings", () => {
    const target = bucketOf([1, 2]);
    expect(() => mergeBucketInto(target, bucketOf([1, 2, 3]), () => "input")).toThrow("different binnings");
    expect(() => accumulateBucket(encodeBucket(bucketOf([1, 2, 3])), target, () => "input")).toThrow("different binnings");
    expect(() => mergeProfiles([emptyProfileOfBins(2), emptyProfileOfBins(3)])).toThrow("different binnings");
    expect(mergeProfiles([])).toBeUndefined();
  });
});

test("a hundred times the records take hardly more bytes when bins hold about equally much", () => {
  const bytes = (records: number) =>
    encodeBucket(
      bucketOf(Array.from({ length: 1000 }, (_, i) => (i < 32 ? 0 : Math.round(records / 1000 + Math.sqrt(records / 1000) * Math.sin(i))))),
    ).length;
  expect(bytes(3_300_000) / bytes(33_000)).toBeLessThan(1.1);
});

const countArray = fc.oneof(
  fc.array(fc.constantFrom(0, 0, 0, 1, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER), { maxLength: 30 }),
  fc.array(fc.nat(300), { minLength: 300, maxLength: 600 }),
  // About equally many in every bin, as quantile bins have them, with some far off and some empty.
  fc
    .tuple(
      fc.constantFrom(300, 3300, 400_000, 5e9, 2 ** 52),
      fc.array(fc.oneof(fc.integer({ min: -140, max: 140 }), fc.constantFrom(-300, 300, 1e9)), { minLength: 260, maxLength: 500 }),
    )
    .map(([middle, offsets]) => offsets.map((offset, i) => (i % 17 === 0 ? 0 : Math.max(0, middle + offset)))),
  // Larger than the writer's first buffer, in each width, with every offset against it.
  fc
    .tuple(fc.integer({ min: 1, max: 3000 }), fc.constantFrom(200, 60_000, 4e9, 2 ** 50))
    .map(([bins, largest]) => Array.from({ length: bins }, (_, i) => (i % 5 === 0 ? 0 : Math.max(largest - i, 1)))),
);
const anyBucket: fc.Arbitrary<BucketProfile> = fc
  .record({
    records: fc.nat(),
    roles: fc.record(Object.fromEntries(ROLES.map((role) => [role, fc.maxSafeNat()])) as Record<Role, fc.Arbitrary<number>>),
    columns: fc.uniqueArray(
      fc.record({
        id: fc.nat(),
        counts: countArray,
        missing: fc.maxSafeNat(),
        invalid: fc.nat(),
        sum: fc.bigInt({ min: -(2n ** 210n), max: 2n ** 210n }),
        small: fc.bigInt({ min: -300n, max: 300n }),
        range: fc.option(fc.tuple(finiteNumber, finiteNumber)),
        unseen: fc.array(fc.record({ hash: fc.maxSafeNat(), category: fc.string({ unit: "grapheme" }), count: fc.nat() }), {
          maxLength: 3,
        }),
      }),
      { selector: ({ id }) => id, maxLength: 5 },
    ),
  })
  .map(({ columns: all, ...bucket }) => ({
    // Copies: fast-check makes some objects without a prototype.
    records: bucket.records,
    roles: { ...bucket.roles },
    columns: new Map(
      all.map(({ id, counts, missing, invalid, sum, small, range, unseen }) => {
        const [min, max] = range ?? [Number.NaN, Number.NaN];
        const hashes = new Map(unseen.map((example) => [example.hash, { ...example }]));
        const examples = [...hashes.values()].sort((a, b) => a.hash - b.hash);
        const sums = range === null ? { sum: 0n, sumSquares: 0n } : { sum, sumSquares: small };
        return [id, { counts: Float64Array.from(counts), missing, invalid, ...sums, min, max, unseen: examples }];
      }),
    ),
  }));

describe("encodeBucket and decodeBucket", () => {
  it("come back exactly, from any alignment", () => {
    fc.assert(
      fc.property(anyBucket, fc.integer({ min: 0, max: 7 }), (bucket, offset) => {
        const bytes = encodeBucket(bucket);
        const moved = new Uint8Array(bytes.length + offset).subarray(offset);
        moved.set(bytes);
        // Node's comparison: Vitest's takes a hundred times as long on typed arrays.
        expect(isDeepStrictEqual(decodeBucket(moved), bucket)).toBe(true);
        expect(bytesOf(decodeBucket(moved))).toBe(bytesOf(bucket));
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the order of the columns", () => {
    const columnsOf = (ids: number[]) => new Map(ids.map((id) => [id, emptyProfileOfBins(id)]));
    const a = { ...emptyBucket(), columns: columnsOf([5, 1, 9]) };
    const b = { ...emptyBucket(), columns: columnsOf([9, 5, 1]) };
    expect(bytesOf(a)).toBe(bytesOf(b));
  });

  it("reads only the wanted columns", () => {
    const bucket = { ...emptyBucket(), columns: new Map([1, 2, 3].map((id) => [id, emptyProfileOfBins(id)])) };
    expect([...decodeBucket(encodeBucket(bucket), new Set([2, 8])).columns]).toEqual([[2, emptyProfileOfBins(2)]]);
  });

  it("keeps merging a column that the target has, wanted or not", () => {
    const target = bucketOf([1, 2]);
    accumulateBucket(encodeBucket(bucketOf([1, 2])), target, () => "input", new Set());
    expect(target.columns.get(1)?.counts).toEqual(Float64Array.of(2, 4));
  });

  it("writes few used bins sparse, many in as few bytes as they need", () => {
    const size = (counts: ArrayLike<number>) => encodeBucket(bucketOf(counts)).length - encodeBucket(bucketOf([])).length;
    const one = new Float64Array(1000);
    one[500] = 3;
    expect(size(one)).toBeLessThan(10);
    expect(size(new Float64Array(1000).fill(200))).toBeLessThan(1010);
    expect(size(new Float64Array(1000).fill(60_000))).toBeLessThan(2010);
    expect(size(new Float64Array(1000).fill(1e9))).toBeLessThan(4010);
    expect(size(new Float64Array(1000).fill(1e12))).toBeLessThan(8010);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])("refuses to write a count of %d", (bad) => {
    expect(() => encodeBucket(bucketOf([1, bad]))).toThrow("integers");
    expect(() => encodeBucket(bucketOf([1], { missing: bad }))).toThrow("integers");
  });
});

describe("reading damaged bytes", () => {
  it("fails for every cut, whatever the content", () => {
    fc.assert(
      fc.property(anyBucket, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (bucket, share) => {
        const bytes = encodeBucket(bucket);
        expect(() => decodeBucket(bytes.subarray(0, Math.floor(share * bytes.length)))).toThrow(DamagedProfileError);
      }),
    );
  });

  it("fails with its own error, or reads something, for any bytes at all", () => {
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 80 }).map((bytes) => Uint8Array.of(1, ...bytes)),
      fc.tuple(anyBucket, fc.nat(), fc.nat(255)).map(([bucket, at, byte]) => {
        const bytes = encodeBucket(bucket);
        bytes[at % bytes.length] = byte;
        return bytes;
      }),
    );
    fc.assert(
      fc.property(garbage, (bytes) => {
        try {
          decodeBucket(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedProfileError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("says what to do", () => {
    const bytes = encodeBucket(bucketOf([1]));
    expect(() => decodeBucket(Uint8Array.of(...bytes, 0))).toThrow("1 bytes too many");
    expect(() => decodeBucket(new Uint8Array(0))).toThrow("Profile this time again");
    bytes[0] = 9;
    expect(() => decodeBucket(bytes)).toThrow("format version is 9");
  });
});
