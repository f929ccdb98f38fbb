import type { Pool } from "pg";
import type { IngestAnswer } from "#core/contracts/records.ts";
import { DecodeError } from "#core/records/decode.ts";
import type { Principal } from "../auth/principal.ts";
import { Problem } from "../http/problem.ts";
import { type AcceptServices, acceptBody } from "../ingest/accept.ts";
import { Catalog } from "../ingest/catalog.ts";
import { readLimits } from "../ingest/limits.ts";
import { createRecordHash, loadHashKey } from "../ingest/record-hash.ts";
import { Store } from "../ingest/store.ts";
import { markReplayed, type QuarantineRow, quarantinedRecord } from "./quarantine.ts";

const doors = new WeakMap<Pool, Promise<AcceptServices>>();

/** The same door as for shippers, kept so that replays one after the other share its transactions. */
function doorOf(pool: Pool): Promise<AcceptServices> {
  let door = doors.get(pool);
  if (!door) {
    door = (async () => {
      const limits = readLimits(process.env);
      const hash = createRecordHash(await loadHashKey(pool));
      return { limits, catalog: new Catalog(pool, limits), store: new Store({ pool, hash, limits }) };
    })();
    doors.set(pool, door);
    door.catch(() => doors.delete(pool));
  }
  return door;
}

/** Rejected again: told as the door would, but not put into the quarantine a second time. */
function stillRejected(row: QuarantineRow, errors: IngestAnswer["errors"]): IngestAnswer {
  return { accepted: 0, duplicates: 0, rejected: 1, errors, errors_truncated: false, batch_id: row.batch_id };
}

/** Sends a quarantined record through the door again, as it came. Once it is stored, the quarantine says so. */
export async function replay({ pool, now, principal }: { pool: Pool; now: Date; principal: Principal }, id: string): Promise<IngestAnswer> {
  const { projectId } = principal;
  const row = await quarantinedRecord(pool, projectId, id);
  if (row.truncated) {
    throw new Problem({
      status: 409,
      code: "record_was_cut",
      detail: "Only the beginning of this record was kept, so it cannot be sent in again from here.",
    });
  }
  // The model must have been made by then: a name with a slip in it is the commonest reason to be here.
  const request = {
    projectId,
    keyId: principal.keyId ?? null,
    mayCreateModels: false,
    strict: true,
    now: now.getTime(),
    wireBytes: row.raw.length,
  };
  try {
    const answer = await acceptBody(await doorOf(pool), { ...request, ...(row.model === null ? {} : { model: row.model }) }, row.raw);
    await markReplayed(pool, projectId, id);
    return answer;
  } catch (error) {
    if (error instanceof DecodeError) return stillRejected(row, [{ index: 0, code: error.code, pointer: "", message: error.message }]);
    if (error instanceof Problem && error.code === "records_rejected")
      return stillRejected(row, error.extra.errors as IngestAnswer["errors"]);
    throw error;
  }
}
