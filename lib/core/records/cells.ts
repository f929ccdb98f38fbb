import type { Role } from "../columns/column.ts";
import { utf8Length } from "../segments/strings.ts";
import type { JsonObject } from "./decode.ts";
import { inputColumn, pointerToken, RESERVED_NAMES } from "./fields.ts";
import { isRawNumber, type Json, jsonText } from "./parse-json.ts";
import type { Cell } from "./types.ts";

/** Why a record cannot be accepted; thrown inside, answered as a Rejection. */
export class RecordError extends Error {
  readonly code: string;
  readonly pointer: string;
  constructor(code: string, pointer: string, message: string) {
    super(message);
    this.code = code;
    this.pointer = pointer;
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/** Names that were checked before, by group. Records of one source repeat theirs for ever; the rest must not fill the memory. */
class NameCache {
  private readonly columns = new Map<string, Map<string, string>>();
  private size = 0;

  of(field: string): Map<string, string> {
    if (this.size > 20_000) {
      this.columns.clear();
      this.size = 0;
    }
    let columns = this.columns.get(field);
    if (!columns) {
      columns = new Map();
      this.columns.set(field, columns);
    }
    return columns;
  }

  add(columns: Map<string, string>, key: string, column: string): void {
    columns.set(key, column);
    this.size++;
  }
}

const caches = new WeakMap<object, NameCache>();

/** Turns the fields of one record into cells. Give the same `limits` object each time: what was checked under it is remembered. */
export class CellWriter {
  readonly cells: Cell[] = [];
  private readonly nameBytes: number;
  private readonly columns: number;
  private readonly names: NameCache;
  /** Text that is not ASCII is brought to NFC, so that one word is one category however it was typed. */
  private readonly normalise: boolean;

  constructor(limits: { nameBytes: number; columns: number }, normalise: boolean) {
    this.nameBytes = limits.nameBytes;
    this.columns = limits.columns;
    this.normalise = normalise;
    let names = caches.get(limits);
    if (!names) {
      names = new NameCache();
      caches.set(limits, names);
    }
    this.names = names;
  }

  /** A group of named values: `inputs`, `feedback`, `service`, `tags`; anything but an object is one cell with the group's name. */
  group(field: string, role: Role, prefix: string, value: Json): void {
    if (!isObject(value)) {
      this.push(field, role, value, field);
      return;
    }
    const known = this.names.of(field);
    for (const key in value) {
      let column = known.get(key);
      if (column === undefined) {
        column = this.columnOf(field, role, prefix, key);
        this.names.add(known, key, column);
      }
      this.push(column, role, value[key]!, field);
    }
  }

  private columnOf(field: string, role: Role, prefix: string, key: string): string {
    if (RESERVED_NAMES.has(key)) throw reserved(`/${field}/${pointerToken(key)}`, key);
    const name = key.normalize("NFC");
    const column = role === "input" ? inputColumn(name) : prefix + name;
    if (utf8Length(column) > this.nameBytes) {
      throw new RecordError("name_too_long", `/${field}/${pointerToken(key)}`, `The name is longer than ${this.nameBytes} bytes.`);
    }
    return column;
  }

  prediction(value: Json): void {
    if (!isObject(value) || !isLabelled(value)) {
      this.push("prediction", "prediction", value, "prediction");
      return;
    }
    if (value.label !== undefined) this.push("prediction", "prediction", value.label, "prediction");
    if (value.score !== undefined) this.push("score", "score", value.score, "prediction");
    if (value.scores !== undefined) this.group("scores", "score", "score.", value.scores);
  }

  push(column: string, role: Role, value: Json, field: string): void {
    if (this.cells.length >= this.columns) {
      throw new RecordError("too_many_columns", `/${field}`, `The record has more than ${this.columns} columns.`);
    }
    this.cells.push(this.cell(column, role, value));
  }

  private cell(column: string, role: Role, value: Json): Cell {
    if (typeof value === "string") return { column, role, value: this.normalise ? value.normalize("NFC") : value };
    if (value === null || typeof value !== "object") return { column, role, value };
    if (isRawNumber(value)) return { column, role, value: { raw: value.raw } };
    const image = imageOf(value);
    return image === null ? { column, role, value: { json: jsonText(value) } } : { column, role, value: image, image: true };
  }
}

export function reserved(pointer: string, name: string): RecordError {
  return new RecordError("reserved_name", pointer, `The name ${JSON.stringify(name)} is reserved: rename it at the source.`);
}

/** `{"image": "data:image/..."}` and nothing else. */
function imageOf(value: Json[] | JsonObject): string | null {
  if (!isObject(value)) return null;
  const { image } = value;
  return typeof image === "string" && image.startsWith("data:image/") && Object.keys(value).length === 1 ? image : null;
}

/** `{label, scores: {class: p}, score}`: at least a label or scores, and nothing else. */
function isLabelled(value: JsonObject): boolean {
  for (const key in value) if (key !== "label" && key !== "scores" && key !== "score") return false;
  return (value.label !== undefined || value.scores !== undefined) && (value.scores === undefined || isFilled(value.scores));
}

function isFilled(value: Json): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}

/** Of cells with one column (names equal after NFC, scores given twice) the last stays. */
export function lastOfEach(cells: Cell[]): Cell[] {
  const byColumn = new Map(cells.map((cell) => [cell.column, cell]));
  return byColumn.size === cells.length ? cells : [...byColumn.values()];
}
