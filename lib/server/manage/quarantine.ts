import type { Pool } from "pg";
import { z } from "zod";
import type { QuarantineItem, quarantineQuerySchema } from "#core/contracts/records.ts";
import { prismaOf } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { fromCursor, toPage } from "../http/cursor.ts";
import { Problem } from "../http/problem.ts";
import { downloadHeaders, streamOf } from "../records/export.ts";

type QuarantineQuery = z.output<typeof quarantineQuerySchema>;

const FIELDS = {
  id: true,
  batchId: true,
  receivedAt: true,
  index: true,
  model: true,
  recordId: true,
  code: true,
  pointer: true,
  message: true,
  raw: true,
  truncated: true,
  replayedAt: true,
} satisfies Prisma.QuarantineSelect;

export type QuarantineRow = Prisma.QuarantineGetPayload<{ select: typeof FIELDS }>;

const MOST = 2n ** 63n - 1n;
const idSchema = z
  .string()
  .regex(/^[1-9]\d{0,18}$/)
  .transform(BigInt)
  .refine((id) => id <= MOST);

const filter = (projectId: number, { batch_id: batchId, model, code }: QuarantineQuery): Prisma.QuarantineWhereInput => ({
  projectId,
  batchId: batchId ?? Prisma.skip,
  model: model ?? Prisma.skip,
  code: code ?? Prisma.skip,
});

const toItem = (row: QuarantineRow): QuarantineItem => ({
  id: String(row.id),
  batch_id: row.batchId,
  received_at: row.receivedAt.toISOString(),
  index: row.index,
  model: row.model,
  record_id: row.recordId,
  code: row.code,
  pointer: row.pointer,
  message: row.message,
  // What was not UTF-8 is shown with marks for the bytes; the download has the bytes themselves.
  raw: Buffer.from(row.raw).toString("utf8"),
  truncated: row.truncated,
  replayed_at: row.replayedAt?.toISOString() ?? null,
});

function rowsBefore(pool: Pool, where: Prisma.QuarantineWhereInput, before: bigint | null, limit: number): Promise<QuarantineRow[]> {
  return prismaOf(pool).quarantine.findMany({
    where: { ...where, id: before === null ? Prisma.skip : { lt: before } },
    orderBy: { id: "desc" },
    take: limit,
    select: FIELDS,
  });
}

/** A page of records that were not accepted, newest first, and how many there are in all. */
export async function quarantinePage(pool: Pool, projectId: number, query: QuarantineQuery) {
  const where = filter(projectId, query);
  const rows = await rowsBefore(pool, where, fromCursor(idSchema, query.cursor), query.limit + 1);
  const total = await prismaOf(pool).quarantine.count({ where });
  return { ...toPage(rows.map(toItem), query.limit, (item) => item.id), total };
}

/** The raw record on a line of its own. JSON text has no line breaks that matter, so those that are there become spaces. */
function lineOf(row: QuarantineRow): Uint8Array {
  const line = Buffer.concat([row.raw, Buffer.from("\n")]);
  for (let i = 0; i < line.length - 1; i++) if (line[i] === 10 || line[i] === 13) line[i] = 32;
  return line;
}

/** The raw records as NDJSON, to be mended and sent in again. Those that were cut are left out: half a record mends to nothing. */
export function quarantineDownload(pool: Pool, projectId: number, query: QuarantineQuery): Response {
  const where = filter(projectId, query);
  async function* lines(): AsyncGenerator<Uint8Array> {
    for (let before: bigint | null = null; ; ) {
      const rows: QuarantineRow[] = await rowsBefore(pool, where, before, 500);
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

/** The number of a record; 404 for what cannot be one. */
function numberOf(id: string): bigint {
  const read = idSchema.safeParse(id);
  if (!read.success) throw unknown(id);
  return read.data;
}

/** One quarantined record with its bytes; 404 when the project has none. */
export async function quarantinedRecord(pool: Pool, projectId: number, id: string): Promise<QuarantineRow> {
  const row = await prismaOf(pool).quarantine.findUnique({ where: { id: numberOf(id), projectId }, select: FIELDS });
  if (!row) throw unknown(id);
  return row;
}

export async function markReplayed(pool: Pool, projectId: number, id: string): Promise<void> {
  await pool.query(`UPDATE quarantine SET replayed_at = now() WHERE project_id = $1 AND id = $2`, [projectId, id]);
}

/** Throws a quarantined record away. */
export async function discardQuarantined(pool: Pool, projectId: number, id: string): Promise<void> {
  const { count } = await prismaOf(pool).quarantine.deleteMany({ where: { id: numberOf(id), projectId } });
  if (count === 0) throw unknown(id);
}
