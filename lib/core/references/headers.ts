import { type ColumnInfo, ROLES, type Role } from "../columns/column.ts";
import { inputColumn } from "../records/fields.ts";
import { UploadError } from "./upload-error.ts";
import type { UploadLimits } from "./upload-limits.ts";

/** What one column of an uploaded file becomes. */
export interface HeaderTarget {
  /** As it stands in the file. */
  header: string;
  /** Position in the file. */
  index: number;
  /** `id`, `ts` and `version` belong to the record itself; `skip` is not read. */
  to: "column" | "id" | "ts" | "version" | "skip";
  /** Full column name and role, for `column`. */
  name: string;
  role: Role;
  /** The model's column, when it has one already. */
  known: ColumnInfo | null;
  /** Why it went there, when that is not plain from its name. */
  note: string | null;
}

/** Names that stand for an outcome when the model has no input of that name. Lower case. */
const ALIASES: Record<string, "label" | "prediction" | "score"> = {
  y: "label",
  target: "label",
  ground_truth: "label",
  actual: "label",
  y_true: "label",
  truth: "label",
  y_pred: "prediction",
  pred: "prediction",
  predicted: "prediction",
  output: "prediction",
  probability: "score",
  y_score: "score",
  y_prob: "score",
};

const RECORD_FIELDS: Record<string, "id" | "ts" | "version"> = {
  id: "id",
  record_id: "id",
  ts: "ts",
  timestamp: "ts",
  "@timestamp": "ts",
  version: "version",
};

const PREFIXES = ["score", "feedback", "service", "tags"] as const;
const RESERVED = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Decides what each column of a file is, from its header and the model's columns: exact full names first (`age`,
 * `prediction`, `label`, `tags.country`, `feedback.clicked`, `inputs.age` for an input), then the record's own fields
 * (`id`, `ts`, `version`), then the usual other names of label, prediction and score; everything else is an input.
 * A column of the model with that exact name always wins. Derived columns (`message.length`) are computed, never read.
 * Throws an UploadError on a header that names a column twice, or that cannot be a column's name.
 */
export function mapHeaders(headers: readonly string[], columns: readonly ColumnInfo[], limits: UploadLimits): HeaderTarget[] {
  if (headers.length > limits.columns) {
    throw new UploadError("too_many_columns", `the file has ${headers.length} columns; at most ${limits.columns} are read`, 1);
  }
  const known = new Map(columns.map((column) => [column.name, column]));
  const exact = new Set(headers.map((header) => header.trim().normalize("NFC")));
  const taken = new Map<string, string>();
  return headers.map((raw, index) => {
    const header = raw.trim().normalize("NFC");
    const target = { index, ...targetOf(header, known, exact) };
    check(header, target, limits);
    if (target.to !== "skip") {
      const key = target.to === "column" ? `column ${target.name}` : target.to;
      const other = taken.get(key);
      if (other !== undefined) {
        const both = other === header ? `"${header}" stands twice in the header` : `"${other}" and "${header}" are the same column`;
        throw new UploadError("duplicate_column", `${both}; rename or remove one of them`, 1);
      }
      taken.set(key, header);
    }
    return target;
  });
}

type Target = Omit<HeaderTarget, "index">;

function targetOf(header: string, known: ReadonlyMap<string, ColumnInfo>, exact: ReadonlySet<string>): Target {
  const column = (name: string, role: Role, note: string | null = null): Target => {
    const info = known.get(name) ?? null;
    return { header, to: "column", name, role: info?.role ?? role, known: info, note };
  };
  // What data frames write for their row numbers.
  if (header === "" || /^Unnamed: \d+$/.test(header) || header === "__index_level_0__") {
    return { header, to: "skip", name: "", role: "input", known: null, note: "a column without a name is not read" };
  }
  const info = known.get(header);
  if (info?.derivedFrom)
    return { header, to: "skip", name: header, role: info.role, known: info, note: `computed from ${info.derivedFrom}` };
  if (info) return column(header, info.role);
  if (header === "prediction" || header === "score" || header === "label") return column(header, header);
  const dot = header.indexOf(".");
  const prefix = header.slice(0, Math.max(dot, 0));
  const rest = header.slice(dot + 1);
  if (rest !== "" && (PREFIXES as readonly string[]).includes(prefix)) return column(header, prefix === "tags" ? "tag" : (prefix as Role));
  if (rest !== "" && (prefix === "inputs" || prefix === "features")) return column(inputColumn(rest), "input");
  const lower = header.toLowerCase();
  const field = Object.hasOwn(RECORD_FIELDS, lower) ? RECORD_FIELDS[lower] : undefined;
  if (field && (lower === field || !exact.has(field))) {
    return { header, to: field, name: "", role: "input", known: null, note: lower === field ? null : `read as ${field}` };
  }
  const alias = Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : undefined;
  if (alias && !exact.has(alias)) return column(alias, alias, `read as ${alias}: the model has no input named "${header}"`);
  return column(inputColumn(header), "input");
}

function check(header: string, target: Target, limits: UploadLimits): void {
  if (target.to !== "column") return;
  if (RESERVED.has(target.name)) throw new UploadError("reserved_name", `a column cannot be named "${header}"`, 1);
  if (new TextEncoder().encode(target.name).length > limits.nameBytes) {
    throw new UploadError("name_too_long", `the column name "${header.slice(0, 60)}..." is longer than ${limits.nameBytes} bytes`, 1);
  }
  if (target.name.includes("\0") || !target.name.isWellFormed()) {
    throw new UploadError(
      "invalid_string",
      `the name of column ${JSON.stringify(header.slice(0, 60))} holds characters that cannot be stored`,
      1,
    );
  }
  if (!ROLES.includes(target.role)) throw new UploadError("invalid_role", `column "${header}" has no role`, 1);
}
