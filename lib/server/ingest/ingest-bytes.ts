import type { Pool } from "pg";
import type { IngestAnswer } from "#core/contracts/records.ts";
import { DecodeError } from "#core/records/decode.ts";
import type { Principal } from "../auth/principal.ts";
import { Problem } from "../http/problem.ts";
import { type AcceptServices, acceptBody } from "./accept.ts";
import { type IngestLimits, readLimits } from "./limits.ts";
import { createServices, onFirstUse } from "./services.ts";

let limits: IngestLimits | undefined;

/** The limits in force in this process. */
export function ingestLimits(): IngestLimits {
  limits ??= readLimits(process.env);
  return limits;
}

const byPool = new WeakMap<Pool, () => Promise<AcceptServices>>();

/** This process's services on a pool. */
export function sharedServices(pool: Pool): Promise<AcceptServices> {
  let services = byPool.get(pool);
  if (!services) {
    services = onFirstUse(() => createServices(pool, ingestLimits()));
    byPool.set(pool, services);
  }
  return services();
}

/** Stores bytes that did not come through the ingest door, e.g. a quarantined record that is sent again, in the same way. */
export async function ingestBytes(
  pool: Pool,
  principal: Principal,
  body: { bytes: Uint8Array; model?: string; strict?: boolean },
  now: number = Date.now(),
): Promise<IngestAnswer> {
  const request = {
    projectId: principal.projectId,
    keyId: principal.keyId ?? null,
    mayCreateModels: principal.scopes.has("models:write"),
    strict: body.strict ?? false,
    now,
    wireBytes: body.bytes.length,
    ...(body.model === undefined ? {} : { model: body.model }),
  };
  try {
    return await acceptBody(await sharedServices(pool), request, body.bytes);
  } catch (error) {
    if (error instanceof DecodeError) throw new Problem({ status: error.status, code: error.code, detail: error.message });
    throw error;
  }
}
