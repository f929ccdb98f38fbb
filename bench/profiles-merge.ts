// How long it takes to add up packed day profiles, 100 numeric columns x 30 days x about 1,070 bins, as a page does, and to bin and count raw
// numbers, as the worker does. No data base. Run: node bench/profiles-merge.ts
import { buildNumericBinning } from "#core/profiles/build-binning.ts";
import { createCounter, profileOfNumbers } from "#core/profiles/count.ts";
import { emptyBucket } from "#core/profiles/merge-buckets.ts";
import { createNumericBinner } from "#core/profiles/numeric-binner.ts";
import { accumulateBucket, encodeBucket } from "#core/profiles/packed.ts";
import type { BucketProfile } from "#core/profiles/types.ts";
import { median, milliseconds, normals, seeded } from "./measure.ts";

const COLUMNS = 100;
const DAYS = 30;
const normal = normals(seeded(11));
const draw = (n: number) => Float64Array.from({ length: n }, normal);

const binning = buildNumericBinning(draw(50_000));

for (const perDay of [200, 2_000, 100_000, 10_000_000]) {
  // Counting ten million numbers a hundred times is not what is measured: one sample's counts are scaled up.
  const scale = Math.max(1, perDay / 100_000);
  const rows = Array.from({ length: DAYS }, () => {
    const profile = profileOfNumbers(binning, draw(perDay / scale));
    profile.counts.forEach((count, bin) => {
      profile.counts[bin] = count * scale;
    });
    const bucket: BucketProfile = { ...emptyBucket(), records: perDay, columns: new Map() };
    bucket.roles.input = perDay;
    for (let id = 1; id <= COLUMNS; id++) bucket.columns.set(id, profile);
    return encodeBucket(bucket);
  });
  const bytes = rows.reduce((sum, row) => sum + row.length, 0);
  const add = (wanted?: ReadonlySet<number>) => {
    const sum = emptyBucket();
    for (const row of rows) accumulateBucket(row, sum, () => "input", wanted);
    return sum;
  };
  const all = median(21, () => add());
  const one = median(21, () => add(new Set([50])));
  console.log(
    `merge ${COLUMNS} columns x ${DAYS} days of ${perDay.toLocaleString("en")} records: ${milliseconds(all)}, ` +
      `one of the columns ${milliseconds(one)}, ${(bytes / 2 ** 20).toFixed(2)} MiB packed`,
  );
}

const values = draw(1_000_000);
const binner = createNumericBinner(binning);
const counts = new Float64Array(binning.edges.length + 1);
const perSecond = (ms: number) => `${Math.round(values.length / ms / 1000)} million values/s`;
console.log(`bin: ${perSecond(median(11, () => binner.countInto(counts, values)))}`);
console.log(`bin and sum: ${perSecond(median(11, () => createCounter(binning, binner).addNumbers(values)))}`);
console.log(`freeze the bins of 50,000 values: ${milliseconds(median(11, () => buildNumericBinning(values.subarray(0, 50_000))))}`);
console.log(`make a binner: ${milliseconds(median(21, () => createNumericBinner(binning)))}`);
