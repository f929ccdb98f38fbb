import type { Role } from "../columns/column.ts";
import { inputName } from "../records/fields.ts";
import type { Cell, LoggedRecord } from "../records/types.ts";
import { formatTimestamp } from "../time/timestamp.ts";

/**
 * A stored record as native JSON text: what a client would send for it. Numbers come as their digits came, images, nested values
 * and unknown fields too; validating the text again gives the same record, but for an id or ts that had been made for it.
 */
export function toNative(record: LoggedRecord): string {
  const fields: string[] = [
    `"id":${JSON.stringify(record.id)}`,
    `"ts":"${formatTimestamp(record.ts)}"`,
    `"model":${JSON.stringify(record.model)}`,
  ];
  if (record.version !== "") fields.push(`"version":${JSON.stringify(record.version)}`);
  if (record.correction) fields.push('"op":"correct"');
  const of = (role: Role) => record.cells.filter((cell) => cell.role === role);
  fields.push(...group("inputs", of("input"), inputName));
  fields.push(...output(of("prediction")[0], of("score")));
  for (const cell of of("label")) fields.push(`"label":${valueText(cell)}`);
  fields.push(...group("feedback", of("feedback"), (column) => column.slice("feedback.".length)));
  fields.push(...group("service", of("service"), (column) => column.slice("service.".length)));
  fields.push(...group("tags", of("tag"), (column) => column.slice("tags.".length)));
  for (const [name, json] of record.extra) fields.push(`${JSON.stringify(name)}:${json}`);
  return `{${fields.join(",")}}`;
}

/** One value as JSON text. */
export function valueText(cell: Pick<Cell, "value" | "image">): string {
  const { value } = cell;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return cell.image ? `{"image":${JSON.stringify(value)}}` : JSON.stringify(value);
  return "raw" in value ? value.raw : value.json;
}

function group(field: string, cells: readonly Cell[], nameOf: (column: string) => string): string[] {
  if (cells.length === 0) return [];
  // The whole field was one value, not an object of named ones.
  if (cells[0]!.column === field) return [`${JSON.stringify(field)}:${valueText(cells[0]!)}`];
  return [`${JSON.stringify(field)}:{${cells.map((cell) => `${JSON.stringify(nameOf(cell.column))}:${valueText(cell)}`).join(",")}}`];
}

/** Prediction and scores; both a score and scores by class fit only the form `{"label", "scores"}` beside `"score"`. */
function output(prediction: Cell | undefined, scores: readonly Cell[]): string[] {
  const single = scores.find((cell) => cell.column === "score");
  const byClass = scores.filter((cell) => cell !== single);
  const classes = `{${byClass.map((cell) => `${JSON.stringify(cell.column.slice("score.".length))}:${valueText(cell)}`).join(",")}}`;
  const fields: string[] = [];
  if (single && byClass.length > 0) {
    fields.push(
      `"prediction":{${prediction ? `"label":${valueText(prediction)},` : ""}"scores":${classes}}`,
      `"score":${valueText(single)}`,
    );
    return fields;
  }
  if (prediction) fields.push(`"prediction":${valueText(prediction)}`);
  if (single) fields.push(`"score":${valueText(single)}`);
  if (byClass.length > 0) fields.push(`"score":${classes}`);
  return fields;
}
