import type { LoggedRecord } from "#core/records/types.ts";
import { toNative } from "#core/segments/native.ts";
import type { QueryRequest } from "../queries/context.ts";
import { ArrowExport } from "./arrow-export.ts";
import { csvLine } from "./csv.ts";
import { scalarOf } from "./page.ts";
import { type RecordsQuery, type Search, searchRecords } from "./search.ts";

type DownloadFormat = "ndjson" | "csv" | "arrow";

/** Turns records into the bytes of a file, in pieces. */
interface FileWriter {
  start(): Uint8Array | string;
  batch(records: readonly LoggedRecord[]): Uint8Array | string;
  end(): Uint8Array | string;
}

const PAGE = 2_000;

export const MEDIA: Record<DownloadFormat, string> = {
  ndjson: "application/x-ndjson",
  csv: "text/csv; charset=utf-8",
  arrow: "application/vnd.apache.arrow.stream",
};
const ENDING: Record<DownloadFormat, string> = { ndjson: "ndjson", csv: "csv", arrow: "arrows" };

function writerFor(format: DownloadFormat, search: Search): FileWriter {
  const columns = search.model.columns.filter((column) => !column.derivedFrom);
  if (format === "arrow") return new ArrowExport(columns);
  if (format === "ndjson")
    return { start: () => "", batch: (records) => records.map((record) => `${toNative(record)}\n`).join(""), end: () => "" };
  return {
    start: () => csvLine(["id", "ts", "kind", "version", ...columns.map((column) => column.name)]),
    batch: (records) =>
      records
        .map((record) => {
          const cells = new Map(record.cells.map((cell) => [cell.column, scalarOf(cell)]));
          return csvLine([
            record.id,
            new Date(record.ts).toISOString(),
            record.kind,
            record.version,
            ...columns.map((column) => cells.get(column.name)),
          ]);
        })
        .join(""),
    end: () => "",
  };
}

async function* pieces(search: Search, writer: FileWriter, limit: number): AsyncGenerator<Uint8Array | string> {
  yield writer.start();
  let after = search.start;
  for (let left = limit; left > 0; ) {
    const { hits, next } = await search.next(after, Math.min(left, PAGE));
    if (hits.length > 0) yield writer.batch(hits.map((hit) => hit.record));
    left -= hits.length;
    if (next === null) break;
    after = next;
  }
  yield writer.end();
}

/** A pull stream: the data base is asked for the next page when the reader has taken the last one. A fault breaks the download off. */
export function streamOf(source: AsyncGenerator<Uint8Array | string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const { value, done } = await source.next();
          if (done) return controller.close();
          if (value.length === 0) continue;
          return controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
        }
      },
      async cancel() {
        await source.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

/** All matching records as a file: NDJSON and Arrow can be sent in again or read by other tools, CSV is for people. */
export async function exportRecords(
  context: QueryRequest,
  modelName: string,
  query: RecordsQuery & { format: DownloadFormat },
): Promise<Response> {
  const search = await searchRecords(context, modelName, query);
  const body = streamOf(pieces(search, writerFor(query.format, search), query.limit ?? Number.POSITIVE_INFINITY));
  return new Response(body, { headers: downloadHeaders(`${modelName}-records.${ENDING[query.format]}`, MEDIA[query.format]) });
}

/** Headers of a file to be saved under a name, which may hold any character. */
export function downloadHeaders(fileName: string, media: string): Record<string, string> {
  const plain = fileName.replace(/[^\w. -]/g, "_");
  return {
    "Content-Type": media,
    "Content-Disposition": `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
  };
}
