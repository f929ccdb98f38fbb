import type { Role } from "#core/columns/column.ts";
import type { Verdict } from "#core/contracts/common.ts";
import type { DriftColumn, Statistic } from "#core/contracts/drift.ts";

export interface ColumnFilter {
  role: Role | null;
  verdict: Verdict | null;
  find: string;
}

/** The columns that a person asked for: by role, by verdict, by part of the name in any case. The order stays. */
export function filterColumns<T extends Pick<DriftColumn, "name" | "role" | "verdict">>(columns: readonly T[], filter: ColumnFilter): T[] {
  const find = filter.find.trim().toLowerCase();
  return columns.filter(
    (column) =>
      (filter.role === null || column.role === filter.role) &&
      (filter.verdict === null || column.verdict === filter.verdict) &&
      (find === "" || column.name.toLowerCase().includes(find)),
  );
}

export function statisticOf(column: Pick<DriftColumn, "statistics">, id: string): Statistic | null {
  return column.statistics.find((statistic) => statistic.id === id) ?? null;
}

/** Share of missing values on both sides; null where there are no rows. */
export function missingShares(column: DriftColumn): { reference: number | null; current: number | null } {
  return {
    reference: column.reference_n > 0 ? column.reference_missing / column.reference_n : null,
    current: column.current_n > 0 ? column.current_missing / column.current_n : null,
  };
}

/** The column to open with: the one asked for if it is there, else the first of the ranking. */
export function columnInFocus<T extends { name: string }>(columns: readonly T[], asked: string | null): T | null {
  return columns.find(({ name }) => name === asked) ?? (asked === null ? (columns[0] ?? null) : null);
}
