import type { Pool, PoolClient } from "pg";
import type { ColumnInfo, Kind, Role } from "#core/columns/column.ts";
import { derivedColumns } from "#core/columns/derived.ts";
import type { SeenColumn } from "#core/records/kinds.ts";
import { UploadError } from "#core/references/upload-error.ts";
import { UPLOAD_LIMITS, type UploadLimits } from "#core/references/upload-limits.ts";
import { inTransaction } from "#server/db/transaction.ts";
import { Problem } from "#server/http/problem.ts";
import { ADD_COLUMNS } from "#server/ingest/sql/catalog.sql.ts";
import { lockModel } from "./model-lock.ts";
import { beginReference, type StartedBuild } from "./set-reference.ts";
import { REFERENCE_DAY } from "./sql/build.sql.ts";
import { decodeInThread } from "./upload/decode.ts";
import type { DecodedColumn, DecodedSegment, UploadFormat } from "./upload/decode-file.ts";

export interface UploadedFile {
  path: string;
  fileName: string;
  format: UploadFormat;
}

export interface StartedUpload extends StartedBuild {
  rows: number;
  /** What each column of the file was taken for. */
  columns: DecodedColumn[];
}

const STATUS: Record<string, number> = {
  file_too_large: 413,
  too_large: 413,
  too_many_rows: 413,
  too_many_columns: 413,
  wrong_format: 415,
};

/**
 * Makes a file the model's reference: reads it, stores its rows, registers columns that are new, and starts the job that
 * freezes its bins. All or nothing. Throws Problems that say what is wrong with the file, and where. The file is the caller's
 * to delete.
 */
export async function uploadReference(
  pool: Pool,
  modelId: number,
  file: UploadedFile,
  options: { limits?: UploadLimits; decode?: typeof decodeInThread } = {},
): Promise<StartedUpload> {
  const { limits = UPLOAD_LIMITS, decode = decodeInThread } = options;
  const { rows: models } = await pool.query<{ name: string; now: Date }>("SELECT name, now() FROM model WHERE id = $1", [modelId]);
  const model = models[0];
  if (!model) throw new Problem({ status: 404, code: "not_found", detail: "There is no such model." });
  const decoded = await decode({
    path: file.path,
    format: file.format,
    model: model.name,
    columns: await knownColumns(pool, modelId),
    now: model.now.getTime(),
    limits: { ...limits },
  }).catch((error: unknown) => {
    throw error instanceof UploadError ? problemOf(error) : error;
  });
  return inTransaction(pool, async (client) => {
    const locked = await lockModel(client, modelId);
    const started = await beginReference(client, locked, { kind: "upload", file: file.fileName, format: file.format });
    await addColumns(client, modelId, decoded.newColumns);
    for (const segment of decoded.segments) await storeSegment(client, modelId, started.referenceId!, segment);
    return { ...started, rows: decoded.rows, columns: decoded.columns };
  });
}

function problemOf(error: UploadError): Problem {
  return new Problem({
    status: STATUS[error.code] ?? 422,
    code: error.code,
    detail: error.message,
    ...(error.line === null ? {} : { extra: { line: error.line } }),
    cause: error,
  });
}

async function knownColumns(pool: Pool, modelId: number): Promise<ColumnInfo[]> {
  const { rows } = await pool.query<{ id: number; name: string; role: Role; kind: Kind; derived_from: string | null }>(
    "SELECT id, name, role, kind, derived_from FROM model_column WHERE model_id = $1 ORDER BY id",
    [modelId],
  );
  return rows.map(({ derived_from, ...column }) => ({ ...column, derivedFrom: derived_from }));
}

async function addColumns(client: PoolClient, modelId: number, seen: readonly SeenColumn[]): Promise<void> {
  const columns = seen.flatMap((column) => [{ ...column, unit: null, derivedFrom: null }, ...derivedColumns(column)]);
  if (columns.length === 0) return;
  await client.query(ADD_COLUMNS, [
    modelId,
    columns.map(({ name }) => name),
    columns.map(({ role }) => role),
    columns.map(({ kind }) => kind),
    columns.map(({ unit }) => unit ?? null),
    columns.map(({ derivedFrom }) => derivedFrom ?? null),
  ]);
}

async function storeSegment(client: PoolClient, modelId: number, referenceId: number, segment: DecodedSegment): Promise<void> {
  await client.query(
    `INSERT INTO segment (model_id, max_day, min_ts, max_ts, rows, predictions, reference_id, payload)
     VALUES ($1, '${REFERENCE_DAY}', $2, $3, $4, $5, $6, $7)`,
    [
      modelId,
      new Date(segment.minTs),
      new Date(segment.maxTs),
      segment.rows,
      segment.predictions,
      referenceId,
      Buffer.from(segment.payload.buffer, segment.payload.byteOffset, segment.payload.byteLength),
    ],
  );
}
