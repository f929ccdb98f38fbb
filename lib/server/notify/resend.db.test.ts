import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { resendRound } from "./resend.ts";
import { addTestChannel } from "./testing.ts";
import { OutboxBench } from "./testing-outbox.ts";

let bench: OutboxBench;
beforeAll(async () => {
  bench = await OutboxBench.open();
});
beforeEach(() => bench.reset());
afterAll(() => bench.db.drop());

const FIRING = 2_500;

/** Open incidents of one rule, each told to the channel. */
async function fireMany(channel: number): Promise<void> {
  const of = await bench.incident();
  await bench.tell(of);
  await bench.db.pool.query(
    `INSERT INTO incident (project_id, rule_id, rule_version, series, severity, labels, fired_at, evidence)
     SELECT project_id, rule_id, rule_version, 'column=' || n, severity, labels, fired_at, evidence
     FROM incident, generate_series(2, $2) n WHERE id = $1`,
    [of.incidentId, FIRING],
  );
  await bench.db.pool.query(
    `INSERT INTO notification (project_id, channel_id, group_key, rule_id, incident_id, kind, alert, not_before, created_at)
     SELECT t.project_id, $1, t.group_key, t.rule_id, i.id, t.kind,
       t.alert || jsonb_build_object('fingerprint', 'fp' || i.id, 'labels', t.alert->'labels' || jsonb_build_object('column', i.series)), t.not_before, t.created_at
     FROM incident i CROSS JOIN (SELECT * FROM notification ORDER BY id LIMIT 1) t`,
    [channel],
  );
}

it("an Alertmanager hears of all that fires, in several requests, also when one of them is refused", async () => {
  const channel = await addTestChannel(bench.db.pool, bench.projectId, "am", {
    kind: "alertmanager",
    urls: ["https://am.example.org"],
    user: "",
  });
  await fireMany(channel);
  const columns = () =>
    bench.receiver.requests.flatMap(({ json }) => (json as { labels: { column: string } }[]).map(({ labels }) => labels.column));
  expect(await resendRound(bench.db.pool, bench.deps)).toBe(1);
  expect(bench.receiver.requests).toHaveLength(3);
  expect(new Set(columns()).size).toBe(FIRING);
  const kept =
    "SELECT status, last_error, content->>'title' AS title, jsonb_array_length(content->'alerts') AS alerts FROM message WHERE id LIKE 'msg_resend_%'";
  expect((await bench.db.pool.query(kept)).rows).toMatchObject([
    { status: "delivered", last_error: null, title: expect.stringContaining(`[FIRING:${FIRING}]`), alerts: 100 },
  ]);

  bench.clock.pass(60);
  bench.receiver.requests.length = 0;
  bench.receiver.answer = (_, nth) => (nth === 1 ? { status: 400, body: "one of them" } : {});
  await resendRound(bench.db.pool, bench.deps);
  expect(new Set(columns()).size).toBe(FIRING);
  expect((await bench.db.pool.query(kept)).rows).toMatchObject([
    { status: "discarded", last_error: "The receiver answered 400: one of them" },
  ]);

  // Nobody is there: it is not asked three times.
  bench.clock.pass(60);
  bench.receiver.requests.length = 0;
  bench.receiver.answer = () => new Error("nobody listens there");
  await resendRound(bench.db.pool, bench.deps);
  expect(bench.receiver.requests).toHaveLength(1);
});
