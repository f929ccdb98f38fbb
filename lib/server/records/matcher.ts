import { ROLES } from "#core/columns/column.ts";
import { categoryOf } from "#core/records/kinds.ts";
import type { Segment } from "#core/segments/decode.ts";
import { rolesOf } from "../rollup/counting/group.ts";
import { CODE_INVALID, CODE_MISSING, INVALID, VALID, vectorOf } from "../rollup/counting/vectors.ts";
import type { Filter, Operator } from "./filter.ts";

export type RowTest = (row: number) => boolean;

/** Says for each row what its value is: `null` when missing, `false` when invalid, else whether the filter's comparison holds. */
type Compared = (row: number) => boolean | null | "invalid";

function holds(operator: Operator, difference: number): boolean {
  switch (operator) {
    case "=":
      return difference === 0;
    case "!=":
      return difference !== 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
    case "<":
      return difference < 0;
    default:
      return difference <= 0;
  }
}

/** Whether a text passes `=`, `!=` or `~` (which does not mind capital letters). */
function textTest(filter: Filter, isOther: (category: string) => boolean): (text: string) => boolean {
  if (filter.special === "other") return (text) => isOther(text) === (filter.operator === "=");
  const wanted = filter.text.normalize("NFC");
  if (filter.operator === "~") return (text) => text.toLowerCase().includes(wanted.toLowerCase());
  const category = categoryOf(wanted);
  return (text) => (text === wanted || text === category) === (filter.operator === "=");
}

/** Reads values the way counting does, so that the records behind a bin are those that it counted. */
function compare(segment: Segment, filter: Filter, isOther: (category: string) => boolean): Compared {
  const { column } = filter;
  if (column.kind === "numeric" || column.kind === "categorical" || column.kind === "boolean") {
    const vector = vectorOf(segment, {
      id: column.id,
      name: column.name,
      role: column.role,
      kind: column.kind,
      derivedFrom: column.derivedFrom ?? null,
      binning: null,
      binner: null,
    });
    if (!vector) return () => null;
    if (vector.kind === "numeric") {
      const { states, values } = vector;
      return (row) =>
        states[row] === VALID ? holds(filter.operator, values[row]! - filter.number) : states[row] === INVALID ? "invalid" : null;
    }
    const test = textTest(filter, isOther);
    const passes = vector.categories.map(test);
    return (row) => {
      const code = vector.codes[row]!;
      return code === CODE_MISSING ? null : code === CODE_INVALID ? "invalid" : passes[code]!;
    };
  }
  const stored = segment.column(column.name);
  if (!stored) return () => null;
  const test = textTest(filter, isOther);
  return (row) => {
    const cell = stored.cell(row);
    if (!cell || cell.value === null) return null;
    return typeof cell.value === "string" && cell.image === (column.kind === "image") ? test(cell.value) : "invalid";
  };
}

/** The test of one filter on the rows of one segment. `isOther`: the category is not among the reference's. */
export function matcher(segment: Segment, filter: Filter, isOther: (category: string) => boolean): RowTest {
  const compared = compare(segment, filter, isOther);
  if (filter.special === "missing" || filter.special === "invalid") {
    const state = filter.special === "missing" ? null : "invalid";
    // A label that came alone does not miss its inputs: only records that carry the role can miss a value.
    const masks = rolesOf(segment, (name, role) => (name === filter.column.name ? filter.column.role : role));
    const bit = 1 << ROLES.indexOf(filter.column.role);
    return (row) => (masks === null || (masks[row]! & bit) !== 0) && (compared(row) === state) === (filter.operator === "=");
  }
  return (row) => compared(row) === true;
}
