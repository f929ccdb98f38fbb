import { expect, test } from "vitest";
import { performanceAnswerSchema, performanceQuerySchema } from "#core/contracts/performance.ts";
import { sendRecords } from "#server/http/testing-requests.ts";
import { performanceAnswer } from "#server/queries/performance.ts";
import { requestReprofile } from "#server/references/request-reprofile.ts";
import { assertConservation } from "#server/testing/conservation.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { settle } from "#server/testing/settle.ts";

const db = databasePerTest();

test("ranks that are sent as labels become precision at k and MRR", async () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 20) + minute * 60_000).toISOString();
  const searches = Array.from({ length: 12 }, (_, i) => ({ id: `q-${i}`, ts: at(i), model: "search", inputs: { words: 1 + (i % 4) } }));
  await sendRecords(db.pool, db.projectId, searches);
  const label = (i: number, rank: unknown, more = {}) => ({ id: `q-${i}`, ts: at(100 + i), model: "search", label: rank, ...more });
  // The rank of what was clicked; 0: it was not in the list; null and nothing: not known.
  const ranks = [1, 2, 4, 1, 0, 10, 0, 150, null];
  await sendRecords(
    db.pool,
    db.projectId,
    ranks.map((rank, i) => label(i, rank)),
  );
  await sendRecords(db.pool, db.projectId, [label(9, "none"), label(3, 5, { op: "correct" })]);
  await settle(db.pool);
  const { rows } = await db.pool.query<{ id: number }>("UPDATE model SET performance_task = 'ranking' RETURNING id");
  await requestReprofile(db.pool, rows[0]!.id, "its task was set");
  await settle(db.pool);
  const query = performanceQuerySchema.parse({ from: "2026-11-20T00:00:00Z", to: "2026-11-21T00:00:00Z" });
  const context = { pool: db.pool, now: new Date("2026-11-21T00:00:00Z"), projectId: db.projectId };
  const answer = performanceAnswerSchema.parse(await performanceAnswer(context, "search", query));
  expect(answer).toMatchObject({ task: "ranking", classes: null });
  expect(answer.coverage).toMatchObject({ predictions: 12, labelled: 8, invalid_labels: 1, without_prediction: 0 });
  // 1, 2, 4, 5 (corrected), not there, 10, not there, 150.
  const value = (id: string) => answer.metrics.find((metric) => metric.id === id)!.value;
  expect(value("precision_at_1")).toBeCloseTo(1 / 8, 12);
  expect(value("precision_at_3")).toBeCloseTo(2 / 8 / 3, 12);
  expect(value("precision_at_5")).toBeCloseTo(4 / 8 / 5, 12);
  expect(value("precision_at_10")).toBeCloseTo(5 / 8 / 10, 12);
  expect(value("mrr")).toBeCloseTo((1 + 1 / 2 + 1 / 4 + 1 / 5 + 1 / 10 + 1 / 150) / 8, 9);
  expect(answer.steps.flatMap(({ metrics }) => metrics.map(({ id }) => id))).toContain("mrr");
  await assertConservation(db.pool);
});
