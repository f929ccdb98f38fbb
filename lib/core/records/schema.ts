import { z } from "zod";
import { utf8Length } from "../segments/strings.ts";
import { parseTimestamp } from "../time/timestamp.ts";
import { inputColumn, RESERVED_NAMES } from "./fields.ts";
import { isModelName } from "./validate.ts";

/*
 * The native record for documentation and for programs that make records. The ingest path does not run it: validate.ts decides,
 * and a test holds the two against each other.
 */

const BYTES = 200;

const idSchema = z.union([
  z
    .string()
    .min(1)
    .refine((id) => utf8Length(id.normalize("NFC")) <= BYTES, `at most ${BYTES} bytes of UTF-8`),
  z.int(),
]);

const tsSchema = z
  .union([z.string(), z.number()])
  .refine((ts) => "ms" in parseTimestamp(ts), "RFC 3339 with an offset, or seconds, ms, us or ns since 1970");

const modelSchema = z
  .union([z.string(), z.number()])
  .refine((model) => isModelName(String(model).normalize("NFC")), "up to 100 letters, digits, '.', '_', '-' and spaces");

function names(columnOf: (name: string) => string) {
  return z
    .string()
    .refine((name) => !RESERVED_NAMES.has(name), `not one of ${[...RESERVED_NAMES].join(", ")}`)
    .refine((name) => utf8Length(columnOf(name.normalize("NFC"))) <= BYTES, `with what it is a column of at most ${BYTES} bytes of UTF-8`);
}

/** A scalar, or an image as data URL. Anything else does not lose the record: it is kept and counted as invalid. */
const valueSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.strictObject({ image: z.string().startsWith("data:image/") }),
  z.unknown(),
]);
const group = (prefix: string) =>
  z.record(
    names((name) => prefix + name),
    valueSchema,
  );
const inputsSchema = z.record(names(inputColumn), valueSchema);
const scoresSchema = group("score.");

const isGroup = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);
/** Names count where an object is read as scores by class; any other object is one (invalid) value. */
const scoreIsNamed = (score: unknown) => !isGroup(score) || scoresSchema.safeParse(score).success;
const predictionIsNamed = (prediction: unknown) => {
  if (!isGroup(prediction) || !("scores" in prediction) || !isGroup(prediction.scores)) return true;
  const read = Object.keys(prediction).every((name) => name === "label" || name === "scores" || name === "score");
  return !read || scoreIsNamed(prediction.scores);
};

const textIsStorable = (record: unknown): boolean => !/\\u0000|\\ud[89a-f]/.test(JSON.stringify(record));

/** What `POST /api/v1/ingest` takes, by its own names; other top-level fields are kept as they came. */
export const nativeRecordSchema = z
  .looseObject({
    id: idSchema.nullish().meta({
      description: "Unique within a model and a day. Without one it is made from the record's bytes: the same bytes are the same record.",
    }),
    ts: tsSchema
      .nullish()
      .meta({ description: "When it happened; the time of receipt when left out.", example: "2026-11-22T08:00:00.000Z" }),
    model: modelSchema.nullish().meta({ description: "May be left out where the address names the model.", example: "churn" }),
    version: z.union([z.string().refine((v) => utf8Length(v.normalize("NFC")) <= BYTES), z.number()]).nullish(),
    inputs: inputsSchema.nullish().meta({ example: { age: 41, plan: "pro" } }),
    prediction: valueSchema
      .refine(predictionIsNamed, "names of classes")
      .optional()
      .meta({ description: "A scalar, or { label, scores: { class: probability } }.", example: "stay" }),
    score: valueSchema
      .refine(scoreIsNamed, "names of classes")
      .optional()
      .meta({ description: "A number, or an object of numbers by class.", example: 0.83 }),
    label: valueSchema.optional().meta({ description: "The truth; may come later in a record with the same id." }),
    feedback: group("feedback.")
      .nullish()
      .meta({ example: { clicked: true } }),
    service: group("service.")
      .nullish()
      .meta({ example: { latency_ms: 12.5 } }),
    tags: group("tags.")
      .nullish()
      .meta({ example: { country: "KR" } }),
  })
  .refine(textIsStorable, "no NUL character, and no half of a surrogate pair")
  .meta({ id: "NativeRecord", description: "One prediction, label, feedback or service sample." });
