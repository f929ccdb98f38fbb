import { formatNumber } from "#client/format.ts";
import type { RecordRow } from "#core/contracts/records.ts";

export type CellValue = RecordRow["values"][string] | undefined;

/** How a value stands in the log: numbers with six digits at most, images by their size only. */
export function cellText(value: CellValue): string {
  if (value === undefined) return "";
  if (value === null) return "null";
  if (typeof value === "number") return formatNumber(value, 6);
  if (typeof value === "boolean") return String(value);
  if (value.startsWith("data:image/")) return `image, ${Math.round((value.length * 3) / 4 / 1024)} KiB`;
  return value;
}
