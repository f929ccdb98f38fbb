import type { Kind } from "../columns/column.ts";

/** What the cells of a text file may be read as, when the model does not know the column yet. */
export interface TextColumn {
  numbers: number;
  booleans: number;
  /** Cells that are neither, nor missing. */
  texts: number;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** What pandas, R and spreadsheets write where a number is missing. In text columns only an empty cell is: `NA` is Namibia. */
const NO_NUMBER = new Set(["", "NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None", "<NA>"]);

export const newTextColumn = (): TextColumn => ({ numbers: 0, booleans: 0, texts: 0 });

/** Notes one cell of a column. */
export function noteTextCell(column: TextColumn, cell: string): void {
  const text = cell.trim();
  if (NO_NUMBER.has(text)) return;
  if (NUMBER.test(text)) column.numbers++;
  else if (/^(?:true|false)$/i.test(text)) column.booleans++;
  else column.texts++;
}

/** The kind of a column from all its cells: numeric or boolean when every cell that is there is one, else categorical. */
export function kindOfText(column: TextColumn): Kind {
  if (column.texts > 0 || (column.numbers > 0 && column.booleans > 0)) return "categorical";
  if (column.numbers > 0) return "numeric";
  return column.booleans > 0 ? "boolean" : "categorical";
}

/**
 * One cell of a text file as a value of a column of `kind`. A text file has no types, so the column's kind says how to
 * read it; what cannot be read so stays a string, and is counted invalid in a numeric or boolean column, as it would be in a record.
 */
export function readTextCell(kind: Kind, cell: string): string | number | boolean | null {
  const text = cell.trim();
  if (kind === "numeric") {
    if (NO_NUMBER.has(text)) return null;
    if (!NUMBER.test(text)) return cell;
    const number = Number(text);
    return Number.isFinite(number) ? number : cell;
  }
  if (kind === "boolean") {
    if (NO_NUMBER.has(text)) return null;
    if (/^(?:true|t|yes|1)$/i.test(text)) return true;
    if (/^(?:false|f|no|0)$/i.test(text)) return false;
    return cell;
  }
  return cell === "" ? null : cell;
}
