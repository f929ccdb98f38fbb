import { utf8Length } from "../segments/strings.ts";
import { MIN_TIME, parseTimestamp } from "../time/timestamp.ts";
import { CellWriter, isObject, lastOfEach, RecordError, reserved } from "./cells.ts";
import type { DecodedItem, JsonObject } from "./decode.ts";
import { FIELD_BY_NAME, FIELDS, type FieldName, pointerToken, RESERVED_NAMES } from "./fields.ts";
import { isRawNumber, type Json, jsonText } from "./parse-json.ts";
import type { Limits, LoggedRecord, RecordKind, Rejection } from "./types.ts";

export interface ValidateOptions {
  limits: Pick<Limits, "columns" | "nameBytes" | "idBytes" | "futureMs">;
  /** Milliseconds since the epoch: the ts of a record that has none, and what "in the future" means. */
  now: number;
  /** The model that the request names; a record may repeat it, not contradict it. */
  model?: string;
  /** The id of a record that has none, from its bytes: the same bytes again are the same record. */
  makeId: (raw: Uint8Array) => string;
}

/** A version's name, in UTF-8. */
const TEXT_BYTES = 200;
const MODEL_CHARS = 100;
const POINTER_CHARS = 300;
const MODEL_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._ -]*$/u;

/**
 * A decoded item as an accepted record, or why it is rejected. A wrong value does not lose the record (its cell counts as invalid);
 * a bad id, time, model, name or string does. Unknown top-level fields are kept as they came.
 *
 * An id may be a string or an integer up to 2^53 (taken as its decimal digits); without one it is made from the record's bytes.
 * A record with inputs, a prediction or a score (or nothing known at all) is a prediction; else it is what it adds to one:
 * a label, feedback or service figures, in this order.
 */
export function validateRecord(item: DecodedItem, options: ValidateOptions): LoggedRecord | Rejection {
  if ("error" in item) {
    const { code, message } = item.error;
    return { index: item.index, ...(options.model ? { model: options.model } : {}), code, pointer: "", message, raw: item.raw };
  }
  try {
    return read(item.value, item, options);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    const { id, model } = item.value;
    return {
      index: item.index,
      ...(typeof id === "string" ? { id: presentable(id) } : {}),
      ...(typeof model === "string" ? { model: presentable(model) } : options.model ? { model: options.model } : {}),
      code: error.code,
      pointer: error.pointer.slice(0, POINTER_CHARS),
      message: error.message,
      raw: item.raw,
    };
  }
}

export function isRejection(result: LoggedRecord | Rejection): result is Rejection {
  return "code" in result;
}

type Slots = { [F in FieldName]?: { name: string; rank: number; value: Json } };

function read(value: JsonObject, item: { index: number; raw: Uint8Array; text: string }, options: ValidateOptions): LoggedRecord {
  const escaped = item.text.includes("\\u");
  // What JSON text in valid UTF-8 cannot hold as such, an escape can.
  if (escaped) checkStrings(value, "");
  // As many bytes as characters: it is ASCII.
  const normalise = escaped || item.raw.length !== item.text.length;
  const extra = new Map<string, string>();
  const slots = sort(value, extra);
  const writer = new CellWriter(options.limits, normalise);
  writeCells(slots, writer, extra);
  const id = readId(slots.id, options.limits.idBytes, normalise);
  const model = readModel(slots.model, options.model, normalise);
  const version = readVersion(slots.version, extra, normalise);
  const ts = readTime(slots.ts, options);
  const correction = readOp(slots, extra);
  return {
    index: item.index,
    id: id ?? options.makeId(item.raw),
    idIsMade: id === null,
    kind: kindOf(slots),
    ts: ts ?? options.now,
    tsIsDefaulted: ts === null,
    model,
    version,
    cells: normalise || (slots.score && isObject(slots.prediction?.value)) ? lastOfEach(writer.cells) : writer.cells,
    extra,
    correction,
  };
}

/** Each field's value, under the best of its names; everything else into `extra`. */
function sort(value: JsonObject, extra: Map<string, string>): Slots {
  const slots: Slots = {};
  for (const name in value) {
    const known = FIELD_BY_NAME.get(name);
    const inner = value[name]!;
    if (!known || (name === "segment" && !isObject(inner))) {
      if (RESERVED_NAMES.has(name)) throw reserved(`/${name}`, name);
      extra.set(name, jsonText(inner));
      continue;
    }
    const before = slots[known.field];
    if (before && before.rank < known.rank) extra.set(name, jsonText(inner));
    else {
      if (before) extra.set(before.name, jsonText(before.value));
      slots[known.field] = { name, rank: known.rank, value: inner };
    }
  }
  return slots;
}

function writeCells(slots: Slots, writer: CellWriter, extra: Map<string, string>): void {
  const group = (slot: Slots[FieldName], ...rest: [field: string, role: "input" | "feedback" | "service" | "tag", prefix: string]) => {
    if (!slot) return;
    // Nothing in it, but it was there: it comes back as it came.
    if (slot.value === null || (isObject(slot.value) && isEmpty(slot.value))) extra.set(slot.name, jsonText(slot.value));
    else writer.group(...rest, slot.value);
  };
  group(slots.inputs, "inputs", "input", "");
  if (slots.prediction) writer.prediction(slots.prediction.value);
  if (slots.score) {
    if (isObject(slots.score.value) && !isEmpty(slots.score.value)) writer.group("score", "score", "score.", slots.score.value);
    else writer.push("score", "score", slots.score.value, "score");
  }
  if (slots.label) writer.push("label", "label", slots.label.value, "label");
  group(slots.feedback, "feedback", "feedback", "feedback.");
  group(slots.service, "service", "service", "service.");
  group(slots.tags, "tags", "tag", "tags.");
}

function isEmpty(value: JsonObject): boolean {
  for (const _ in value) return false;
  return true;
}

function readId(slot: Slots["id"], idBytes: number, normalise: boolean): string | null {
  if (!slot || slot.value === null) return null;
  const { value } = slot;
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  const pointer = `/${pointerToken(slot.name)}`;
  if (typeof value !== "string") {
    throw new RecordError("id_must_be_string", pointer, "An id must be a string: numbers beyond 2^53 lose digits in many programs.");
  }
  if (value === "") throw new RecordError("invalid_id", pointer, "The id is empty: leave it out, or send one.");
  const id = normalise ? value.normalize("NFC") : value;
  if (utf8Length(id) > idBytes) throw new RecordError("invalid_id", pointer, `The id is longer than ${idBytes} bytes.`);
  return id;
}

/** A name given as text, or as a number's digits; null when it is neither. */
function textOf(value: Json, normalise: boolean): string | null {
  if (typeof value === "string") return normalise ? value.normalize("NFC") : value;
  if (typeof value === "number") return String(value);
  return isRawNumber(value) ? value.raw : null;
}

function readModel(slot: Slots["model"], expected: string | undefined, normalise: boolean): string {
  if (!slot || slot.value === null) {
    if (expected !== undefined) return expected;
    throw new RecordError("model_missing", "/model", 'The record names no model: send "model", or post to /api/v1/ingest/{model}.');
  }
  const pointer = `/${pointerToken(slot.name)}`;
  const model = textOf(slot.value, normalise);
  if (model === null || !isModelName(model)) {
    throw new RecordError(
      "invalid_model",
      pointer,
      `A model's name is up to ${MODEL_CHARS} letters, digits, ".", "_", "-" and spaces, starting with a letter or digit.`,
    );
  }
  if (expected !== undefined && model !== expected) {
    throw new RecordError(
      "model_mismatch",
      pointer,
      `The record is for the model ${JSON.stringify(model)}, the request for ${JSON.stringify(expected)}.`,
    );
  }
  return model;
}

/** Whether text can name a model: up to 100 letters, digits, `.`, `_`, `-` and spaces, starting with a letter or digit. */
export function isModelName(text: string): boolean {
  return text.length <= MODEL_CHARS && MODEL_NAME.test(text);
}

function readVersion(slot: Slots["version"], extra: Map<string, string>, normalise: boolean): string {
  if (!slot || slot.value === null) return "";
  const version = textOf(slot.value, normalise);
  if (version === null) {
    extra.set(slot.name, jsonText(slot.value));
    return "";
  }
  if (utf8Length(version) > TEXT_BYTES) {
    throw new RecordError("invalid_version", `/${pointerToken(slot.name)}`, `The version is longer than ${TEXT_BYTES} bytes.`);
  }
  return version;
}

function readTime(slot: Slots["ts"], options: ValidateOptions): number | null {
  if (!slot || slot.value === null) return null;
  const { value } = slot;
  const pointer = `/${pointerToken(slot.name)}`;
  if (typeof value !== "string" && typeof value !== "number" && !isRawNumber(value)) {
    throw new RecordError("invalid_timestamp", pointer, "The time must be RFC 3339 text or a number since the epoch.");
  }
  const parsed = parseTimestamp(value);
  if ("error" in parsed) throw new RecordError("invalid_timestamp", pointer, `The time ${parsed.error}.`);
  if (parsed.ms > options.now + options.limits.futureMs) {
    const minutes = Math.round(options.limits.futureMs / 60_000);
    throw new RecordError("timestamp_out_of_range", pointer, `The time is more than ${minutes} minutes ahead of the clock.`);
  }
  if (parsed.ms < MIN_TIME) throw new RecordError("timestamp_out_of_range", pointer, "The time is before 1900.");
  return parsed.ms;
}

const CORRECTABLE: readonly FieldName[] = ["id", "ts", "model", "version", "label", "tags", "op"];

/** `"op": "correct"`: this label replaces the first one. */
function readOp(slots: Slots, extra: Map<string, string>): boolean {
  if (!slots.op) return false;
  if (slots.op.value !== "correct") {
    extra.set("op", jsonText(slots.op.value));
    return false;
  }
  const other = FIELDS.find((field) => slots[field] && !CORRECTABLE.includes(field));
  if (!slots.id || !slots.label || other) {
    const message = "A correction holds an id and a label, and nothing else but ts, version and tags.";
    throw new RecordError("invalid_correction", other ? `/${pointerToken(slots[other]!.name)}` : "", message);
  }
  return true;
}

function kindOf(slots: Slots): RecordKind {
  if (slots.inputs || slots.prediction || slots.score) return "prediction";
  if (slots.label) return "label";
  if (slots.feedback) return "feedback";
  return slots.service ? "service" : "prediction";
}

/** Throws on a NUL or half of a surrogate pair, in any name or string: neither can be stored or shown. */
function checkStrings(value: Json, pointer: string): void {
  if (typeof value === "string") checkString(value, pointer);
  else if (Array.isArray(value)) for (const [i, inner] of value.entries()) checkStrings(inner, `${pointer}/${i}`);
  else if (isObject(value)) {
    for (const [name, inner] of Object.entries(value)) {
      const at = `${pointer}/${pointerToken(presentable(name))}`;
      checkString(name, at);
      checkStrings(inner, at);
    }
  }
}

function checkString(text: string, pointer: string): void {
  if (text.includes("\0")) throw new RecordError("nul_character", pointer, "The text holds a NUL character (\\u0000).");
  if (!text.isWellFormed()) throw new RecordError("invalid_string", pointer, "The text holds half of a surrogate pair (such as \\ud800).");
}

/** Text of a rejected record, safe to store and show. */
function presentable(text: string): string {
  const safe = text.toWellFormed().replaceAll("\0", "\u2400");
  return safe.length > TEXT_BYTES ? safe.slice(0, TEXT_BYTES).toWellFormed() : safe;
}
