/** A level that a series is held against. It is named below the chart: a label inside would lie on the points. */
export interface Mark {
  value: number;
  label: string;
  tone: "drift" | "warning" | "reference" | "limit" | "critical";
}

export const MARK_COLOUR: Record<Mark["tone"], string> = {
  drift: "var(--drift)",
  warning: "var(--warning)",
  reference: "var(--series-reference)",
  limit: "var(--warning)",
  critical: "var(--drift)",
};
export const MARK_DASH: Record<Mark["tone"], string> = { drift: "6 3", warning: "2 3", reference: "8 4", limit: "6 3", critical: "2 3" };
