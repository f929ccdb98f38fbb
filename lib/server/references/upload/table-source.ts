import type { Cell } from "#core/records/types.ts";

export interface CellValue {
  value: Cell["value"];
  image?: boolean;
}

/** Some rows of a file, column by column in the order of its header. */
export interface TableChunk {
  /** Number of the first row, counted from 1. */
  firstRow: number;
  rows: number;
  columns: ArrayLike<unknown>[];
}

/** A file of rows and named columns. */
export interface TableSource {
  headers: string[];
  /** text: cells are strings, and the column's kind says how to read them. typed: cells are read by `cell`. */
  cells: "text" | "typed";
  cell(value: unknown): CellValue;
  /** All rows, from the start each time. Never more than some thousand at once. */
  chunks(): AsyncIterable<TableChunk>;
}

/** Rows handed on at once. */
export const CHUNK_ROWS = 5_000;
