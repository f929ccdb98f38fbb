import { Problem } from "../http/problem.ts";

export const FILE_FORMATS = ["csv", "ndjson", "parquet", "arrow"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export const FILE_MEDIA: Record<string, FileFormat> = {
  "text/csv": "csv",
  "application/x-ndjson": "ndjson",
  "application/jsonl": "ndjson",
  "application/vnd.apache.parquet": "parquet",
  "application/vnd.apache.arrow.file": "arrow",
  "application/vnd.apache.arrow.stream": "arrow",
};

const ENDINGS: Record<string, FileFormat> = {
  csv: "csv",
  ndjson: "ndjson",
  jsonl: "ndjson",
  parquet: "parquet",
  arrow: "arrow",
  arrows: "arrow",
  feather: "arrow",
};

/** The format of an uploaded file: as `?format=` says, else by its media type, else by its name's ending. */
export function fileFormat(said: FileFormat | undefined, contentType: string | null, fileName: string): FileFormat {
  const media = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  const ending = /\.([a-z]+)(?:\.(?:gz|zst))?$/i.exec(fileName)?.[1]?.toLowerCase() ?? "";
  const format = said ?? FILE_MEDIA[media] ?? ENDINGS[ending];
  if (format) return format;
  throw new Problem({
    status: 415,
    code: "unknown_file_format",
    detail: `What kind of file is this? Send one of the media types ${Object.keys(FILE_MEDIA).join(", ")}, or say ?format=${FILE_FORMATS.join("|")}.`,
  });
}
