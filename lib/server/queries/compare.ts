import type { StatisticId } from "#core/contracts/common.ts";
import type { BucketProfile } from "#core/profiles/types.ts";
import { compareColumn } from "#core/statistics/compare.ts";
import type { ColumnComparison } from "#core/statistics/types.ts";
import type { QueryColumn } from "./load-model.ts";
import { profileOf } from "./load-profiles.ts";
import { type LoadedReference, referenceProfileOf } from "./load-reference.ts";

export interface CompareSettings {
  primary: StatisticId;
  emptyShare?: number;
  /** Only what a verdict needs. */
  light?: boolean;
}

/** One column of a window against the reference; null while the column has no bins. */
export function compareInWindow(
  column: QueryColumn,
  reference: LoadedReference | null,
  current: BucketProfile,
  settings: CompareSettings,
): ColumnComparison | null {
  const before = referenceProfileOf(column, reference);
  const after = profileOf(column, current);
  if (!column.binning || !before || !after) return null;
  return compareColumn({ id: column.id, name: column.name, role: column.role, kind: column.kind }, column.binning, before, after, {
    primary: settings.primary,
    light: settings.light ?? false,
    ...(settings.emptyShare === undefined ? {} : { emptyShare: settings.emptyShare }),
  });
}

/** Every column of a window against the reference. */
export function compareAll(
  columns: readonly QueryColumn[],
  reference: LoadedReference | null,
  current: BucketProfile,
  settings: CompareSettings,
): ColumnComparison[] {
  return columns.flatMap((column) => compareInWindow(column, reference, current, settings) ?? []);
}
