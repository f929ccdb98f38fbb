import { z } from "zod";
import type { recordsQuerySchema } from "#core/contracts/records.ts";
import { RECORD_KINDS } from "#core/records/types.ts";
import type { Segment } from "#core/segments/decode.ts";
import { parseTime, TimeInputError } from "#core/time/relative.ts";
import { fromCursor } from "../http/cursor.ts";
import { unavailable } from "../http/problem.ts";
import { segmentsOfRecord } from "../ingest/segments-of-record.ts";
import type { QueryRequest } from "../queries/context.ts";
import { type LoadedModel, loadModel, type QueryColumn } from "../queries/load-model.ts";
import { type Filter, readFilter } from "./filter.ts";
import { matcher, type RowTest } from "./matcher.ts";
import type { Position } from "./order.ts";
import { type ScanAnswer, scanRecords } from "./scan.ts";
import { SegmentGone, SegmentReader } from "./segments.ts";

export type RecordsQuery = z.output<typeof recordsQuerySchema>;

export const positionSchema = z.object({
  ts: z.number().int(),
  at: z.object({ segment: z.string().regex(/^\d{1,19}$/), row: z.number().int().min(0) }).nullable(),
});

/** A question for records, read and checked; asked page by page. */
export interface Search {
  model: LoadedModel;
  start: Position | null;
  next(after: Position | null, limit: number): Promise<ScanAnswer>;
}

const MAX_ROWS = 50_000;
const ATTEMPTS = 5;

function windowOf(query: RecordsQuery, now: Date): { from: number | null; to: number | null } {
  const from = query.from === undefined ? null : parseTime(query.from, now).getTime();
  const to = query.to === undefined ? null : parseTime(query.to, now, { roundUp: true }).getTime();
  if (from !== null && to !== null && from >= to)
    throw new TimeInputError(query.to ?? "", "as the end of a window it must come after its start");
  return { from, to };
}

/** A category of the column that its binning does not list. */
function outsideBinning(column: QueryColumn | undefined): (category: string) => boolean {
  const known = column?.binning?.kind === "categorical" ? new Set(column.binning.categories) : null;
  return (category) => known !== null && !known.has(category);
}

function rowTest(query: RecordsQuery, filters: readonly { filter: Filter; isOther: (category: string) => boolean }[]) {
  return (segment: Segment): RowTest => {
    const tests: RowTest[] = filters.map(({ filter, isOther }) => matcher(segment, filter, isOther));
    if (query.version !== undefined) {
      const code = segment.versions.dictionary.indexOf(query.version);
      // A dictionary of another part of the segment may hold a version that no row has.
      tests.push((row) => code >= 0 && segment.versions.dictionary[segment.versions.codes[row]!] === query.version);
    }
    if (query.kind !== undefined) {
      const kind = RECORD_KINDS.indexOf(query.kind);
      tests.push((row) => segment.kinds[row] === kind);
    }
    if (query.id !== undefined) {
      const ids = segment.ids();
      const wanted = query.id.normalize("NFC");
      tests.push((row) => ids[row] === wanted);
    }
    return (row) => tests.every((test) => test(row));
  };
}

/** Small segments are merged in the background: a page that met one of them on its way is looked for again, and loses nothing. */
async function whileSegmentsMove<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SegmentGone)) throw error;
      if (attempt >= ATTEMPTS) throw unavailable("records_moving", "The records are being rearranged. Try again in a moment.", error);
    }
  }
}

/** Reads a question for the records of a model; throws 404 and 422 before anything is answered. */
export async function searchRecords(context: QueryRequest, modelName: string, query: RecordsQuery): Promise<Search> {
  const model = await loadModel({ ...context, db: context.pool }, modelName);
  const { from, to } = windowOf(query, context.now);
  const texts = typeof query.filter === "string" ? [query.filter] : (query.filter ?? []);
  const filters = texts.map((text) => {
    const filter = readFilter(text, model.columns);
    return { filter, isOther: outsideBinning(model.columns.find((column) => column.id === filter.column.id)) };
  });
  const start = fromCursor(positionSchema, query.cursor);
  const reader = new SegmentReader(context.pool, model.id);
  const test = rowTest(query, filters);
  return {
    model,
    start,
    next: (after, limit) =>
      whileSegmentsMove(async () => {
        const only = query.id === undefined ? null : await segmentsOfRecord(context.pool, model.id, query.id);
        return scanRecords(reader, { from, to, order: query.order, only, after, limit, test, maxRows: MAX_ROWS });
      }),
  };
}
