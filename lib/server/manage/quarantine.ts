import type { Pool } from "pg";
import { z } from "zod";
import type { QuarantineItem, quarantineQuerySchema } from "#core/contracts/records.ts";
import { fromCursor, toPage } from "../http/cursor.ts";
import { Problem } from "../http/problem.ts";
import { downloadHeaders, streamOf } from "../records/export.ts";

type QuarantineQuery = z.output<typeof quarantineQuerySchema>;

export interface QuarantineRow {
  id: string;
  batch_id: string;
  received_at: Date;
  index: number;
  model: string | null;
  record_id: string | null;
  code: string;
  pointer: string;
  message: string;
  raw: Buffer;
  truncated: boolean;
  replayed_at: Date | null;
}

const FILTER = `project_id = $1 AND ($2::uuid IS NULL OR batch_id = $2) AND ($3::text IS NULL OR model = $3) AND ($4::text IS NULL OR code = $4)`;
const COLUMNS = "id, batch_id, received_at, index, model, record_id, code, pointer, message, raw, truncated, replayed_at";
const ID = /^[1-9]\d{0,18}$/;
const idSchema = z.string().regex(ID);

const filterValues = (projectId: number, query: QuarantineQuery) => [
  projectId,
  query.batch_id ?? null,
  query.model ?? null,
  query.code ?? null,
];

const toItem = (row: QuarantineRow): QuarantineItem => ({
  ...row,
  received_at: row.received_at.toISOString(),
  replayed_at: row.replayed_at?.toISOString() ?? null,
  // What was not UTF-8 is shown with marks for the bytes; the download has the bytes themselves.
  raw: row.raw.toString("utf8"),
});

async function rowsBefore(
  pool: Pool,
  projectId: number,
  query: QuarantineQuery,
  before: string | null,
  limit: number,
): Promise<QuarantineRow[]> {
  const found = await pool.query<QuarantineRow>(
    `SELECT ${COLUMNS} FROM quarantine WHERE ${FILTER} AND ($5::bigint IS NULL OR id < $5) ORDER BY id DESC LIMIT $6`,
    [...filterValues(projectId, query), before, limit],
  );
  return found.rows;
}

/** A page of records that were not accepted, newest first, and how many there are in all. */
export async function quarantinePage(pool: Pool, projectId: number, query: QuarantineQuery) {
  const rows = await rowsBefore(pool, projectId, query, fromCursor(idSchema, query.cursor), query.limit + 1);
  const total = await pool.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM quarantine WHERE ${FILTER}`,
    filterValues(projectId, query),
  );
  return { ...toPage(rows.map(toItem), query.limit, (item) => item.id), total: total.rows[0]!.total };
}

/** The raw record on a line of its own. JSON text has no line breaks that matter, so those that are there become spaces. */
function lineOf(row: QuarantineRow): Uint8Array {
  const line = Buffer.concat([row.raw, Buffer.from("\n")]);
  for (let i = 0; i < line.length - 1; i++) if (line[i] === 10 || line[i] === 13) line[i] = 32;
  return line;
}

/** The raw records as NDJSON, to be mended and sent in again. Those that were cut are left out: half a record mends to nothing. */
export function quarantineDownload(pool: Pool, projectId: number, query: QuarantineQuery): Response {
  async function* lines(): AsyncGenerator<Uint8Array> {
    for (let before: string | null = null; ; ) {
      const rows = await rowsBefore(pool, projectId, query, before, 500);
      yield Buffer.concat(rows.filter((row) => !row.truncated).map(lineOf));
      if (rows.length < 500) return;
      before = rows.at(-1)!.id;
    }
  }
  return new Response(streamOf(lines()), { headers: downloadHeaders("quarantine.ndjson", "application/x-ndjson") });
}

const unknown = (id: string) =>
  new Problem({
    status: 404,
    code: "unknown_quarantined_record",
    detail: `There is no record ${id.slice(0, 30)} in this project's quarantine.`,
  });

/** One quarantined record with its bytes; 404 when the project has none. */
export async function quarantinedRecord(pool: Pool, projectId: number, id: string): Promise<QuarantineRow> {
  const found = ID.test(id)
    ? await pool.query<QuarantineRow>(`SELECT ${COLUMNS} FROM quarantine WHERE project_id = $1 AND id = $2`, [projectId, id])
    : null;
  if (!found?.rows[0]) throw unknown(id);
  return found.rows[0];
}

export async function markReplayed(pool: Pool, projectId: number, id: string): Promise<void> {
  await pool.query(`UPDATE quarantine SET replayed_at = now() WHERE project_id = $1 AND id = $2`, [projectId, id]);
}

/** Throws a quarantined record away. */
export async function discardQuarantined(pool: Pool, projectId: number, id: string): Promise<void> {
  const gone = ID.test(id) ? await pool.query(`DELETE FROM quarantine WHERE project_id = $1 AND id = $2`, [projectId, id]) : null;
  if (!gone?.rowCount) throw unknown(id);
}
