import type { Pool } from "pg";
import type { Rejection } from "#core/records/types.ts";
import type { Entry } from "./entries.ts";
import { packEntries } from "./pack.ts";
import { int8Array, textArray } from "./pg-arrays.ts";
import { WRITE_GROUP } from "./sql/write-group.sql.ts";
import type { Submission } from "./store.ts";

/** What became of a request's records: received = accepted + duplicates + rejected. */
export interface Accounting {
  received: number;
  accepted: number;
  duplicates: number;
  rejected: number;
}

export interface GroupPart {
  submission: Submission;
  entries: readonly Entry[];
}

/** Writes a group of requests with one statement, and gives each its accounting. Throws what the statement fails with. */
export async function writeGroup(pool: Pool, parts: readonly GroupPart[], quarantineBytes: number): Promise<Accounting[]> {
  const entries = parts.flatMap((part) => part.entries);
  const packed = await packEntries(entries);
  const accountings = parts.map(accountingOf);
  const refused = quarantineRows(parts, quarantineBytes);
  const answers = parts.flatMap(({ submission }, i) => {
    if (!submission.idempotency) return [];
    const { key, digest } = submission.idempotency;
    const answer = submission.answer(accountings[i]!);
    return [{ project_id: submission.projectId, key, digest: digest.toString("hex"), status: 200, answer }];
  });
  await pool.query(WRITE_GROUP, [
    int8Array([...new Set(packed.segments.map((segment) => segment.model_id))]),
    JSON.stringify(packed.segments),
    Buffer.concat(packed.payloads),
    int8Array(packed.keys.map((key) => key.ordinal)),
    textArray(packed.keys.map((key) => key.day)),
    int8Array(packed.keys.map((key) => key.hash)),
    JSON.stringify(parts.map((part, i) => batchRow(part, accountings[i]!))),
    JSON.stringify(refused.rows),
    Buffer.concat(refused.raws),
    JSON.stringify(answers),
  ]);
  return accountings;
}

function accountingOf({ submission, entries }: GroupPart): Accounting {
  let accepted = 0;
  for (const entry of entries) if (!entry.duplicate) accepted++;
  const rejected = submission.rejections.length;
  return { received: entries.length + rejected, accepted, duplicates: entries.length - accepted, rejected };
}

function batchRow({ submission, entries }: GroupPart, accounting: Accounting) {
  const models = new Map<string, number>();
  for (const { duplicate, record } of entries) if (!duplicate) models.set(record.model, (models.get(record.model) ?? 0) + 1);
  return {
    id: submission.batchId,
    project_id: submission.projectId,
    key_id: submission.keyId,
    bytes: submission.bytes,
    models: Object.fromEntries(models),
    ...accounting,
  };
}

function quarantineRows(parts: readonly GroupPart[], bytes: number) {
  const raws: Uint8Array[] = [];
  let start = 1;
  const row = (submission: Submission, rejection: Rejection) => {
    const raw = rejection.raw.subarray(0, bytes);
    raws.push(raw);
    const from = start;
    start += raw.length;
    return {
      project_id: submission.projectId,
      batch_id: submission.batchId,
      index: rejection.index,
      model: rejection.model ?? null,
      record_id: rejection.id ?? null,
      code: rejection.code,
      pointer: rejection.pointer,
      message: plain(rejection.message),
      start: from,
      size: raw.length,
      truncated: raw.length < rejection.raw.length,
    };
  };
  return { rows: parts.flatMap(({ submission }) => submission.rejections.map((rejection) => row(submission, rejection))), raws };
}

/** Messages may quote what the client sent: without what Postgres cannot hold. */
function plain(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\u2400");
}
