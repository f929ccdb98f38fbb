import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../db/transaction.ts";
import { noteDead, noteDelivered, switchOff } from "./channel-health.ts";
import type { Claimed } from "./claim.ts";
import type { Outcome } from "./deliver.ts";
import { pauseAfter } from "./schedule.ts";
import { wakeSenders } from "./wake.ts";

interface Row {
  status: string;
  attempts: number;
  lease_until: Date | null;
  channel_id: number;
}

const LOCK = "SELECT status, attempts, lease_until, channel_id FROM message WHERE id = $1 FOR UPDATE";
// Numbered on after a replay, which begins the schedule anew.
const ATTEMPT = `INSERT INTO message_attempt (message_id, attempt, at, duration_ms, status, error)
SELECT $1::text, coalesce(max(attempt), 0) + 1, $2::timestamptz, $3::int, $4::int, $5::text FROM message_attempt WHERE message_id = $1`;
const END = `UPDATE message SET status = $2, attempts = $3, last_error = $4, ended_at = $5, lease_until = NULL WHERE id = $1`;
const LATER = `UPDATE message SET attempts = $2, last_error = $3, next_attempt_at = $4, lease_until = NULL WHERE id = $1`;
// Those that others write down right now are left: two that hold each other back would wait for each other for ever.
const HOLD_BACK = `UPDATE message SET next_attempt_at = $2 WHERE id IN (
  SELECT id FROM message WHERE channel_id = $1 AND status = 'pending' AND next_attempt_at < $2 FOR UPDATE SKIP LOCKED)`;
// A message may tell of several incidents, and of one that it fires while another is over: what was told last of each.
const INCIDENTS = `INSERT INTO incident_event (incident_id, at, kind, detail)
SELECT DISTINCT ON (n.incident_id) n.incident_id, $2::timestamptz, $3, jsonb_set($4::jsonb, '{text}', coalesce($5::jsonb->n.kind, $4::jsonb->'text'))
FROM notification n JOIN incident i ON i.id = n.incident_id WHERE n.message_id = $1 ORDER BY n.incident_id, n.id DESC`;

/** What kind of telling it was, in a sentence: "ops was told that it fires." */
const TOLD: Record<string, string> = {
  firing: "was told that it fires",
  resolved: "was told that it is over",
  repeat: "was told again that it still fires",
  acknowledged: "was told that somebody has seen it",
  digest: "was told what came and went",
  flapping: "was told that it comes and goes",
};

/** Writes into the incidents' history that the channel was told of them, or was not. */
async function noteIncidents(client: PoolClient, message: Claimed, told: boolean, why: string | null, at: Date): Promise<void> {
  const { name, id } = message.channel;
  const text = told ? `${name} was told.` : `${name} could not be told: ${why ?? "no reason was given."}`;
  const detail = JSON.stringify({ text, channel: name, channel_id: id, message_id: message.id });
  const texts = told ? Object.fromEntries(Object.entries(TOLD).map(([kind, what]) => [kind, `${name} ${what}.`])) : {};
  await client.query(INCIDENTS, [message.id, at, told ? "notified" : "not_notified", detail, JSON.stringify(texts)]);
}

/**
 * Writes down what came of an attempt. When the lease was lost meanwhile, another process sends the message too: a success is kept
 * (it was delivered), a failure changes nothing.
 */
export function recordAttempt(
  pool: Pool,
  message: Claimed,
  outcome: Outcome,
  times: { began: Date; ended: Date; random: number },
): Promise<void> {
  const { began, ended, random } = times;
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<Row>(LOCK, [message.id]);
    const row = rows[0];
    // Retention or a deleted project took it away.
    if (!row) return;
    const attempt = row.attempts + 1;
    const duration = Math.max(0, ended.getTime() - began.getTime());
    const known = row.status === "pending" && row.lease_until?.getTime() === message.leaseUntil.getTime();
    if (row.status !== "pending" || (!known && !outcome.delivered)) return;
    await client.query(ATTEMPT, [message.id, began, duration, outcome.status, outcome.error]);

    if (outcome.delivered) {
      await client.query(END, [message.id, "delivered", attempt, outcome.error, ended]);
      await noteIncidents(client, message, true, null, ended);
      await noteDelivered(client, message.channel.id);
      // Others of the group waited for this one.
      return void (await wakeSenders(client));
    }
    // A test is for the person who waits for its answer.
    const test = message.content.kind === "test";
    const pause = outcome.retry && !outcome.gone && !test ? pauseAfter(attempt, random, outcome.retryAfterMs) : null;
    if (pause !== null) {
      const next = new Date(ended.getTime() + pause);
      await client.query(LATER, [message.id, attempt, outcome.error, next]);
      if (outcome.throttled && outcome.retryAfterMs)
        await client.query(HOLD_BACK, [row.channel_id, new Date(ended.getTime() + Math.min(outcome.retryAfterMs, pause))]);
      return;
    }
    // Not a dead letter: nobody lacks a message because of it.
    await client.query(END, [message.id, test ? "discarded" : "dead", attempt, outcome.error, ended]);
    if (test) return;
    await noteIncidents(client, message, false, outcome.error, ended);
    const inARow = await noteDead(client, message.channel.id);
    const reason = outcome.gone
      ? "The receiver answered 410: it is gone for good."
      : inARow >= 5
        ? `${inARow} messages in a row could not be delivered. The last: ${outcome.error ?? "no reason was given."}`
        : null;
    if (reason) await switchOff(client, message.channel, reason, ended);
    await wakeSenders(client);
  });
}
