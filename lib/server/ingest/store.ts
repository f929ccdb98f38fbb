import type { Pool } from "pg";
import type { LoggedRecord, Rejection } from "#core/records/types.ts";
import { isRetryable, isUnavailable } from "../db/errors.ts";
import { type Entry, makeEntries } from "./entries.ts";
import { StoredRecords } from "./find-stored.ts";
import type { IngestLimits } from "./limits.ts";
import type { RecordHash } from "./record-hash.ts";
import { TRIM_QUARANTINE } from "./sql/quarantine.sql.ts";
import { type Accounting, writeGroup } from "./write-group.ts";

/** One request's records, ready to be stored. */
export interface Submission {
  projectId: number;
  keyId: number | null;
  batchId: string;
  /** Of the body as it came. */
  bytes: number;
  records: { record: LoggedRecord; modelId: number }[];
  rejections: readonly Rejection[];
  /** Kept with the answer, which `answer` makes from the accounting. */
  idempotency?: { key: string; digest: Buffer };
  answer: (accounting: Accounting) => unknown;
}

/** A model was deleted while its records were on their way: look it up again. */
export class ModelGone extends Error {}
/** Another request with this Idempotency-Key was answered meanwhile. */
export class AlreadyAnswered extends Error {}

interface Waiting {
  submission: Submission;
  done: (accounting: Accounting) => void;
  failed: (error: unknown) => void;
}

/** A second group is packed while the first is being written. More would only make each smaller. */
const GROUPS_AT_ONCE = 2;
const GROUP_RECORDS = 20_000;
const GROUP_BYTES = 32 * 1024 * 1024;
/** Another request that stores the same records at the same moment makes a group start over; so often never happens. */
const ATTEMPTS = 12;
/** Deadlocks and locks that did not come in time (each of those has waited for seconds). */
const RETRIES = 4;

export interface StoreOptions {
  pool: Pool;
  hash: RecordHash;
  limits: Pick<IngestLimits, "quarantineRows" | "quarantineBytes">;
}

/**
 * Stores accepted records exactly once. Requests that arrive while a transaction is under way share the next one, each with its own
 * accounting; what `submit` answers is on the disk. Safe to repeat after any failure.
 */
export class Store {
  private readonly options: StoreOptions;
  private readonly stored: StoredRecords;
  private readonly waiting: Waiting[] = [];
  private running = 0;
  /** Rejected records by project since its quarantine was last cut to size. */
  private readonly untrimmed = new Map<number, number>();

  constructor(options: StoreOptions) {
    this.options = options;
    this.stored = new StoredRecords(options.pool, options.hash);
  }

  submit(submission: Submission): Promise<Accounting> {
    return new Promise((done, failed) => {
      this.waiting.push({ submission, done, failed });
      this.next();
    });
  }

  private next(): void {
    if (this.running >= GROUPS_AT_ONCE || this.waiting.length === 0) return;
    const group = this.takeGroup();
    this.running++;
    this.commit(group)
      .catch((error) => {
        for (const { failed } of group) failed(error);
      })
      .finally(() => {
        this.running--;
        this.next();
      });
  }

  private takeGroup(): Waiting[] {
    let records = 0;
    let bytes = 0;
    let count = 0;
    for (const { submission } of this.waiting) {
      records += submission.records.length;
      bytes += submission.bytes;
      if (count > 0 && (records > GROUP_RECORDS || bytes > GROUP_BYTES)) break;
      count++;
    }
    return this.waiting.splice(0, count);
  }

  private async commit(group: Waiting[]): Promise<void> {
    try {
      const accountings = await this.write(group.map(({ submission }) => submission));
      group.forEach(({ done }, i) => {
        done(accountings[i]!);
      });
      await this.trimQuarantine(group);
    } catch (error) {
      if (group.length === 1 || isUnavailable(error)) throw error;
      // One request of the group fails by itself: the others must not fail with it.
      for (const one of group) await this.commit([one]).catch(one.failed);
    }
  }

  /** Until a group is written whole: what turns out to be stored already is taken out of it. */
  private async write(submissions: Submission[]): Promise<Accounting[]> {
    const all: Entry[] = await makeEntries(
      submissions.flatMap((submission) => submission.records),
      this.options.hash,
    );
    let from = 0;
    const parts = submissions.map((submission) => {
      const entries = all.slice(from, from + submission.records.length);
      from += submission.records.length;
      return { submission, entries };
    });
    await this.stored.markDayBefore(all);
    let retries = 0;
    for (let attempt = 1; ; attempt++) {
      try {
        return await writeGroup(this.options.pool, parts, this.options.limits.quarantineBytes);
      } catch (error) {
        const { code, table, constraint } = error as { code?: string; table?: string; constraint?: string };
        if (code === "22012" || code === "23503") throw new ModelGone("a model of these records is gone", { cause: error });
        if (code === "23505" && constraint === "idempotency_key_pkey") throw new AlreadyAnswered("answered meanwhile", { cause: error });
        const met = code === "23505" && (table ?? "").startsWith("record_key");
        if (attempt >= ATTEMPTS || !(met || (isRetryable(error) && ++retries <= RETRIES))) throw error;
        if (met) await this.stored.mark(all);
      }
    }
  }

  private async trimQuarantine(group: readonly Waiting[]): Promise<void> {
    for (const { submission } of group) {
      const { projectId, rejections } = submission;
      if (rejections.length === 0) continue;
      const count = (this.untrimmed.get(projectId) ?? this.options.limits.quarantineRows) + rejections.length;
      this.untrimmed.set(projectId, count);
      if (count < this.options.limits.quarantineRows / 10) continue;
      this.untrimmed.set(projectId, 0);
      // The answers are given already: a failure here only leaves some rows for the next time.
      await this.options.pool.query(TRIM_QUARANTINE, [projectId, this.options.limits.quarantineRows]).catch(() => {});
    }
  }
}
