import type { Cell } from "../records/types.ts";

/**
 * A value of a Parquet or Arrow column as a record would carry it. NaN is missing (it is how data frames write a missing
 * number); dates are RFC 3339 text; integers beyond 2^53 keep their digits; infinities and nested values are kept as text
 * and counted invalid.
 */
export function readTypedCell(value: unknown): Cell["value"] {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case "number":
      if (Number.isNaN(value)) return null;
      return Number.isFinite(value) ? value : { json: String(value) };
    case "string":
    case "boolean":
      return value;
    case "bigint":
      return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : { raw: String(value) };
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return { json: JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "null" };
}
