/** What a column is in its record. */
export const ROLES = ["input", "prediction", "score", "label", "feedback", "service", "tag"] as const;
export type Role = (typeof ROLES)[number];

/** What values a column holds. Text and image columns are not binned themselves; their derived numeric columns are. */
export const KINDS = ["numeric", "categorical", "boolean", "text", "image", "timestamp"] as const;
export type Kind = (typeof KINDS)[number];

/** The facts about a column that counting and comparing need. `name` is the full name, e.g. `age`, `tags.country`, `feedback.clicked`. */
export interface ColumnInfo {
  id: number;
  name: string;
  role: Role;
  kind: Kind;
  unit?: string | null;
  /** The column that this one is computed from, e.g. `message` for `message.length`. */
  derivedFrom?: string | null;
  /** Stored, but neither profiled nor shown. */
  ignored?: boolean;
}
