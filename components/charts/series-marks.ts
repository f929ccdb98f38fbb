/** A level that a series is held against. It is named below the chart: a label inside would lie on the points. */
export interface Mark {
  value: number;
  label: string;
  tone: "drift" | "warning" | "reference";
}

export const MARK_COLOUR = { drift: "var(--drift)", warning: "var(--warning)", reference: "var(--series-reference)" };
export const MARK_DASH = { drift: "6 3", warning: "2 3", reference: "8 4" };
