import { inputName } from "#core/records/fields.ts";
import type { Cell, LoggedRecord } from "#core/records/types.ts";

const name = (text: string): string => JSON.stringify(text);

/** A cell's value as JSON text, with the digits that came. */
function valueText({ value, image }: Cell): string {
  if (value !== null && typeof value === "object") return "raw" in value ? value.raw : value.json;
  if (image) return `{"image":${JSON.stringify(value)}}`;
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}

class JsonObject {
  private readonly members: string[] = [];

  add(key: string, text: string): void {
    this.members.push(`${name(key)}:${text}`);
  }

  get isEmpty(): boolean {
    return this.members.length === 0;
  }

  toString(): string {
    return `{${this.members.join(",")}}`;
  }
}

const GROUPS = { input: "inputs", feedback: "feedback", service: "service", tag: "tags" } as const;

/** Role and column name to where it stands in the native record; the reverse of lib/core/records/cells.ts. */
function place(cell: Cell): { group: string; key: string } | { field: string } {
  const { role, column } = cell;
  if (role === "input") return column === "inputs" ? { field: "inputs" } : { group: "inputs", key: inputName(column) };
  if (role === "score" && column.startsWith("score.")) return { group: "scores", key: column.slice("score.".length) };
  if (role === "prediction" || role === "score" || role === "label") return { field: role };
  const group = GROUPS[role];
  return column === group ? { field: group } : { group, key: column.slice(group.length + 1) };
}

/** The record in the native shape that it can be sent in again: the same cells, exact digits, unknown fields included. */
export function nativeText(record: LoggedRecord): string {
  const top = new JsonObject();
  top.add("id", JSON.stringify(record.id));
  top.add("ts", JSON.stringify(new Date(record.ts).toISOString()));
  top.add("model", JSON.stringify(record.model));
  if (record.version !== "") top.add("version", JSON.stringify(record.version));
  const groups = new Map<string, JsonObject>();
  const fields = new Map<string, string>();
  for (const cell of record.cells) {
    const where = place(cell);
    if ("field" in where) {
      fields.set(where.field, valueText(cell));
      continue;
    }
    let group = groups.get(where.group);
    if (!group) {
      group = new JsonObject();
      groups.set(where.group, group);
    }
    group.add(where.key, valueText(cell));
  }
  const scores = groups.get("scores");
  if (scores) {
    // A label of the prediction stands beside its scores.
    const prediction = new JsonObject();
    const label = fields.get("prediction");
    if (label !== undefined) prediction.add("label", label);
    prediction.add("scores", scores.toString());
    fields.set("prediction", prediction.toString());
    groups.delete("scores");
  }
  for (const field of ["inputs", "prediction", "score", "label", "feedback", "service", "tags"]) {
    const text = groups.get(field)?.toString() ?? fields.get(field);
    if (text !== undefined) top.add(field, text);
  }
  if (record.correction) top.add("op", '"correct"');
  for (const [key, text] of record.extra) top.add(key, text);
  return top.toString();
}
