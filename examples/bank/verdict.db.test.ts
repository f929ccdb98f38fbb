import { beforeAll, expect, test } from "vitest";
import { risingRates } from "#core/concept/isotonic.ts";
import { recordsQuerySchema } from "#core/contracts/records.ts";
import {
  slicesAnswerSchema,
  slicesQuerySchema,
  type VerdictAnswer,
  verdictAnswerSchema,
  verdictQuerySchema,
} from "#core/contracts/verdict.ts";
import { SCORE_BINS, scoreBin } from "#core/performance/score-table.ts";
import { basisOf } from "#server/analyses/basis.ts";
import { execute } from "#server/analyses/execute.ts";
import { windowParams } from "#server/analyses/window.ts";
import { type TestDatabase, testDatabase } from "#server/db/testing.ts";
import { verdictKind } from "#server/queries/verdict.ts";
import { slicesAnswer } from "#server/queries/weak-slices.ts";
import { searchRecords } from "#server/records/search.ts";
import { setReference } from "#server/references/set-reference.ts";
import { DAY_MS, seeded } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { between, createBankModel, inDay, loadRecords, recordOf, scores, training, yes } from "./testing.ts";

/** Labels that the training period's relation of label to score would have given. */
function redrawn(rows: readonly number[]): boolean[] {
  const bins = Array.from({ length: SCORE_BINS }, () => ({ n: 0, positives: 0 }));
  for (const i of training) {
    const bin = bins[scoreBin(scores[i]!)]!;
    bin.n++;
    if (yes[i]) bin.positives++;
  }
  const rates = risingRates(bins);
  const random = seeded(20);
  return rows.map((i) => random() < rates[scoreBin(scores[i]!)]!);
}

let db: TestDatabase;
const context = () => ({ pool: db.pool, now: new Date("2011-01-01T00:00:00Z"), projectId });
let projectId: number;

/** The training period and 2010 as they were, and 2009 and 2010 with labels drawn anew, as another version. */
async function loadBank() {
  const model = await createBankModel(db.pool, "bank");
  const later = between("2009-01-01", "2010-12-31");
  const labels = redrawn(later);
  const real = [...training, ...between("2010-01-01", "2010-12-31")];
  await loadRecords(
    db.pool,
    model,
    real.map((i) => recordOf(i, { id: `r-${i}`, ts: inDay(i) })),
  );
  await loadRecords(
    db.pool,
    model,
    later.map((i, k) => recordOf(i, { id: `d-${i}`, ts: inDay(i), version: "redrawn", label: labels[k]! })),
  );
  await setReference(db.pool, model, {
    kind: "window",
    from: "2008-05-05T00:00:00.000Z",
    to: "2008-12-01T00:00:00.000Z",
    version: null,
  });
}

/** The training period, shuffled: thirty days of one half, and then thirty of the other. */
async function loadHalves() {
  const model = await createBankModel(db.pool, "halves");
  const random = seeded(3);
  const shuffled = training.map((i) => ({ i, at: random() })).sort((a, b) => a.at - b.at);
  const start = Date.parse("2009-01-01T00:00:00Z");
  const step = (60 * DAY_MS) / shuffled.length;
  await loadRecords(
    db.pool,
    model,
    shuffled.map(({ i }, k) => recordOf(i, { id: `h-${k}`, ts: start + Math.floor(k * step) })),
  );
  await setReference(db.pool, model, {
    kind: "window",
    from: "2009-01-01T00:00:00.000Z",
    to: "2009-01-31T00:00:00.000Z",
    version: null,
  });
}

const in2010 = { from: "2010-01-01T00:00:00Z", to: "2010-11-18T00:00:00Z", version: "1" };

/** As a worker does it, which keeps its answers. */
async function ask(model: string, query: Record<string, unknown>) {
  const started = performance.now();
  const { modelId } = await basisOf(db.pool, projectId, model);
  const params = await windowParams(context(), model, verdictQuerySchema.parse(query));
  const made = await execute(db.pool, { modelId, kind: verdictKind.kind, params });
  return { ...verdictAnswerSchema.parse(made?.answer), took: performance.now() - started };
}

async function askAll() {
  const slices = slicesAnswerSchema.parse(await slicesAnswer(context(), "bank", slicesQuerySchema.parse(in2010)));
  const search = await searchRecords(context(), "bank", recordsQuerySchema.parse({ ...in2010, filter: slices.slices[0]!.filter }));
  return {
    real: await ask("bank", in2010),
    again: await ask("bank", in2010),
    redrawn: await ask("bank", { from: "2009-01-01T00:00:00Z", to: "2010-11-18T00:00:00Z", version: "redrawn" }),
    redrawn2010: await ask("bank", { ...in2010, version: "redrawn" }),
    halves: await ask("halves", { from: "2009-01-31T00:00:00Z", to: "2009-03-02T00:00:00Z" }),
    slices,
    opened: (await search.next(search.start, 10_000)).hits.length,
  };
}

let answers: Awaited<ReturnType<typeof askAll>>;

// The data base goes before the first test: that all records are counted is what the roll-up's own tests show.
beforeAll(async () => {
  db = await testDatabase();
  const { rows } = await db.pool.query<{ id: number }>("SELECT id FROM project ORDER BY id LIMIT 1");
  projectId = rows[0]!.id;
  await loadBank();
  await loadHalves();
  expect(await settle(db.pool)).toEqual([]);
  answers = await askAll();
  await db.drop();
}, 300_000);

const partOf = (answer: VerdictAnswer, id: string) => answer.parts.find((part) => part.id === id)!;

test("in 2010 the answer itself has changed since the training period, and the verdict says where", () => {
  const { real, again } = answers;
  expect(real).toMatchObject({
    result: "data_and_concept_drift",
    harm: true,
    balanced: true,
    task: "binary",
    positive_class: "yes",
    rows: 2620,
    labelled: { reference: 27_716, current: 2620 },
    sampled: { reference: 20_000, current: 2620, complete: false },
  });
  expect(real.headline).toContain("Data drift and concept drift");
  expect(real.sentences.join(" ")).toContain("It broke most for duration");
  for (const id of ["inputs", "labels", "calibration", "columns"]) expect(partOf(real, id).state, id).toBe("moved");
  // Five points of a hundred before, half of the calls now: the model card's figures.
  expect(partOf(real, "labels").effect).toBeCloseTo(0.466, 3);
  expect(real.performance?.reference.value).toBeCloseTo(0.957, 3);
  expect(real.performance?.realised?.value).toBeCloseTo(0.499, 3);
  expect(real.performance?.estimated?.value).toBeGreaterThan(0.92);
  const [first] = real.where;
  expect(first).toMatchObject({ column: "duration", expected_taken: true });
  for (const { label, reference_n, current_n, filter } of first!.bins) {
    expect(Math.min(reference_n, current_n), label).toBeGreaterThan(100);
    expect(filter, label).not.toBeNull();
  }
  const [worst] = first!.bins;
  expect(worst!.reference_rate).toBeLessThan(0.1);
  expect(worst!.current_rate).toBeGreaterThan(0.6);
  const { took, ...kept } = again;
  expect(real).toMatchObject(kept);
  expect(took).toBeLessThan(real.took / 2);
});

test("with the answers of 2009 and 2010 drawn anew from the training period's relation, only the inputs have moved", () => {
  expect(answers.redrawn).toMatchObject({ result: "data_drift_without_harm", harm: false, balanced: true });
  expect(partOf(answers.redrawn, "inputs").state).toBe("moved");
  expect(answers.redrawn.parts.filter(({ about, state }) => about === "relation" && state === "moved")).toEqual([]);
  // So they have over the very records of 2010 whose true labels say otherwise.
  expect(answers.redrawn2010).toMatchObject({ result: "data_drift_without_harm", harm: false, balanced: true });
});

test("one half of the training period against the other is stable", () => {
  const { halves } = answers;
  expect(halves).toMatchObject({ result: "stable", harm: false, sampled: { complete: true } });
  expect(halves.parts.map(({ state }) => state)).toEqual(Array(5).fill("unmoved"));
});

test("weak slices open the records that they are made of, and the change is taken apart", () => {
  const { slices, opened } = answers;
  const [first] = slices.slices;
  expect(first!.parts).toEqual([{ column: "poutcome", value: "success" }]);
  expect(first!.rate).toBeGreaterThan(0.7);
  expect(first!.adjusted_p).toBeLessThan(1e-6);
  expect(opened).toBe(first!.n);
  expect(slices.slices.map(({ lost_value }) => lost_value)).toEqual(
    slices.slices.map(({ lost_value }) => lost_value).sort((a, b) => b - a),
  );
  expect(slices.changes.length).toBeGreaterThan(5);
  for (const { change, mix, within, current_rate, reference_rate } of slices.changes) {
    expect(mix.value + within.value).toBeCloseTo(change, 9);
    expect(current_rate - reference_rate).toBeCloseTo(change, 9);
  }
});
