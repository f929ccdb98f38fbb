import type { Pool } from "pg";
import type { IngestAnswer } from "#core/contracts/records.ts";
import { DecodeError } from "#core/records/decode.ts";
import type { Principal } from "../auth/principal.ts";
import { Problem } from "../http/problem.ts";
import { acceptBody } from "../ingest/accept.ts";
import { sharedServices } from "../ingest/ingest-bytes.ts";
import { markReplayed, type QuarantineRow, quarantinedRecord } from "./quarantine.ts";

/** Rejected again: told as the door would, but not put into the quarantine a second time. */
function stillRejected(row: QuarantineRow, errors: IngestAnswer["errors"]): IngestAnswer {
  return { accepted: 0, duplicates: 0, rejected: 1, errors, errors_truncated: false, batch_id: row.batchId };
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
    const answer = await acceptBody(
      await sharedServices(pool),
      { ...request, ...(row.model === null ? {} : { model: row.model }) },
      row.raw,
    );
    await markReplayed(pool, projectId, id);
    return answer;
  } catch (error) {
    if (error instanceof DecodeError) return stillRejected(row, [{ index: 0, code: error.code, pointer: "", message: error.message }]);
    if (error instanceof Problem && error.code === "records_rejected")
      return stillRejected(row, error.extra.errors as IngestAnswer["errors"]);
    throw error;
  }
}
