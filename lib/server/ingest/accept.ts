import { randomUUID } from "node:crypto";
import type { IngestAnswer } from "#core/contracts/records.ts";
import { FIELD_BY_NAME } from "#core/records/fields.ts";
import type { LoggedRecord, Rejection } from "#core/records/types.ts";
import { Problem } from "../http/problem.ts";
import type { Catalog, KnownModel } from "./catalog.ts";
import type { IdempotencyKey } from "./idempotency.ts";
import type { IngestLimits } from "./limits.ts";
import { type AcceptedRecord, type Prepared, prepare } from "./prepare.ts";
import { ModelGone, type Store } from "./store.ts";
import type { Accounting } from "./write-group.ts";

const DAY = 86_400_000;
/** Unknown fields that one answer names. */
const UNKNOWN_LISTED = 20;

/** What a body of records is stored as, and for whom. */
export interface AcceptRequest {
  projectId: number;
  keyId: number | null;
  /** Unknown models are made. */
  mayCreateModels: boolean;
  /** The model that the request names. */
  model?: string;
  /** All or nothing. */
  strict: boolean;
  now: number;
  /** Of the body as it came over the wire. */
  wireBytes: number;
  idempotency?: IdempotencyKey;
}

export interface AcceptServices {
  catalog: Catalog;
  store: Store;
  limits: IngestLimits;
}

/**
 * Decodes, validates and stores a body. What it answers is on the disk. Throws DecodeError for a body that cannot be read,
 * a 422 Problem in strict mode when anything is rejected, and whatever the data base fails with.
 */
export async function acceptBody(services: AcceptServices, request: AcceptRequest, body: Uint8Array): Promise<IngestAnswer> {
  const { limits, now } = { limits: services.limits, now: request.now };
  const prepared = await prepare(body, { limits, now, ...(request.model === undefined ? {} : { model: request.model }) });
  try {
    return await storePrepared(services, request, prepared);
  } catch (error) {
    if (!(error instanceof ModelGone)) throw error;
    // A model was deleted after it had been looked up. Its records are looked at once more, as for a model that never was.
    services.catalog.forget(request.projectId, new Set(prepared.accepted.map(({ record }) => record.model)));
    return storePrepared(services, request, prepared);
  }
}

async function storePrepared(services: AcceptServices, request: AcceptRequest, prepared: Prepared): Promise<IngestAnswer> {
  const { limits } = services;
  const { records, refused } = await admit(services, request, prepared.accepted);
  const rejections = [...prepared.rejections, ...refused].sort((a, b) => a.index - b.index);
  const batchId = randomUUID();
  const unknown = unknownFields(records);
  const answer = (accounting: Accounting): IngestAnswer => ({
    accepted: accounting.accepted,
    duplicates: accounting.duplicates,
    rejected: accounting.rejected,
    errors: listed(rejections, limits.errorsListed),
    errors_truncated: rejections.length > limits.errorsListed,
    ...(unknown.length > 0 ? { unknown_fields: unknown } : {}),
    batch_id: batchId,
  });
  if (request.strict && rejections.length > 0) throw strictProblem(rejections, records.length, limits.errorsListed);
  const { projectId, keyId, wireBytes: bytes, idempotency } = request;
  const accounting = await services.store.submit({
    projectId,
    keyId,
    batchId,
    bytes,
    records,
    rejections,
    answer,
    ...(idempotency ? { idempotency } : {}),
  });
  return answer(accounting);
}

/** Finds each record's model, registers what is new, and refuses what the model does not take. */
async function admit(
  { catalog }: AcceptServices,
  request: AcceptRequest,
  accepted: readonly AcceptedRecord[],
): Promise<{ records: { record: LoggedRecord; modelId: number }[]; refused: Rejection[] }> {
  const byModel = new Map<string, AcceptedRecord[]>();
  for (const one of accepted) {
    const list = byModel.get(one.record.model);
    if (list) list.push(one);
    else byModel.set(one.record.model, [one]);
  }
  const models = await catalog.resolve(request.projectId, new Set(byModel.keys()), request.mayCreateModels);
  const records: { record: LoggedRecord; modelId: number }[] = [];
  const refused: Rejection[] = [];
  for (const [name, list] of byModel) {
    const model = models.get(name)!;
    if ("code" in model) {
      for (const one of list) refused.push(rejection(one, model.code, "/model", model.message));
      continue;
    }
    const kept = await admitTo(catalog, model, list, request.now, refused);
    for (const { record } of kept) records.push({ record, modelId: model.id });
  }
  return { records, refused };
}

async function admitTo(
  catalog: Catalog,
  model: KnownModel,
  list: readonly AcceptedRecord[],
  now: number,
  refused: Rejection[],
): Promise<AcceptedRecord[]> {
  const oldest = model.retentionDays === null ? Number.NEGATIVE_INFINITY : now - model.retentionDays * DAY;
  const surplus = await catalog.addVersions(model, new Set(list.map(({ record }) => record.version)));
  const kept = list.filter((one) => {
    if (one.record.ts < oldest) {
      refused.push(
        rejection(one, "timestamp_out_of_range", "/ts", `The time is older than the model's retention of ${model.retentionDays} days.`),
      );
      return false;
    }
    if (surplus.has(one.record.version)) {
      refused.push(
        rejection(one, "too_many_versions", "/version", "The model has too many versions already: is this one new for each record?"),
      );
      return false;
    }
    return true;
  });
  await catalog.addColumns(
    model,
    kept.map(({ record }) => record),
  );
  return kept;
}

function rejection({ record, raw }: AcceptedRecord, code: string, pointer: string, message: string): Rejection {
  return { index: record.index, id: record.id, model: record.model, code, pointer, message, raw };
}

function listed(rejections: readonly Rejection[], most: number): IngestAnswer["errors"] {
  return rejections
    .slice(0, most)
    .map(({ index, id, code, pointer, message }) => ({ index, ...(id === undefined ? {} : { id }), code, pointer, message }));
}

/** Top-level names that are kept but counted nowhere: what a misspelt field is known by. */
function unknownFields(records: readonly { record: LoggedRecord }[]): string[] {
  const names = new Set<string>();
  for (const { record } of records) {
    if (record.extra.size === 0) continue;
    for (const name of record.extra.keys()) if (!FIELD_BY_NAME.has(name)) names.add(name);
    if (names.size >= UNKNOWN_LISTED) break;
  }
  return [...names].slice(0, UNKNOWN_LISTED);
}

function strictProblem(rejections: readonly Rejection[], good: number, most: number): Problem {
  return new Problem({
    status: 422,
    code: "records_rejected",
    detail: `${rejections.length} of ${rejections.length + good} records were rejected, so none was stored (strict).`,
    extra: { accepted: 0, rejected: rejections.length, errors: listed(rejections, most), errors_truncated: rejections.length > most },
  });
}
