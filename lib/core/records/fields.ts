/** The top-level fields of a native record. */
export const FIELDS = [
  "id",
  "ts",
  "model",
  "version",
  "inputs",
  "prediction",
  "score",
  "label",
  "feedback",
  "service",
  "tags",
  "op",
] as const;
export type FieldName = (typeof FIELDS)[number];

/** Other names that sources use, most telling first. A record's own field wins over an alias; what loses is kept as an unknown field. */
export const ALIASES: Partial<Record<FieldName, readonly string[]>> = {
  id: ["prediction_id", "inference_id", "request_id"],
  ts: ["timestamp", "@timestamp", "timestamp_ms", "event_time", "time", "date"],
  model: ["model_name", "model_id"],
  version: ["model_version"],
  inputs: ["features"],
  prediction: ["output", "pred"],
  label: ["target", "ground_truth", "actual"],
  tags: ["segment"],
};

/** Field and rank (0 is the field's own name) by every name that it can have. */
export const FIELD_BY_NAME: ReadonlyMap<string, { field: FieldName; rank: number }> = new Map(
  FIELDS.flatMap((field) => [field, ...(ALIASES[field] ?? [])].map((name, rank) => [name, { field, rank }] as const)),
);

/** Names that would reach into every object of a program that is careless with them. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

const OTHER_COLUMNS = /^(?:(?:inputs|prediction|score|label|feedback|service|tags)$|(?:inputs|score|feedback|service|tags)\.|$)/;
const PREFIX = "inputs.";

/** The column of an input: its name, unless that names another column (an input `score`, `label`, `tags.x`): then `inputs.<name>`. */
export function inputColumn(name: string): string {
  return OTHER_COLUMNS.test(name) ? PREFIX + name : name;
}

/** The input's name of a column that inputColumn gave. */
export function inputName(column: string): string {
  return column.startsWith(PREFIX) ? column.slice(PREFIX.length) : column;
}

/** `name` as a token of a JSON pointer (RFC 6901). */
export function pointerToken(name: string): string {
  return name.includes("~") || name.includes("/") ? name.replaceAll("~", "~0").replaceAll("/", "~1") : name;
}
