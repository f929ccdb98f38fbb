import { isPowerOfTwo, nextDown } from "./float64.ts";
import type { Binning, CategoricalBinning, NumericBinning } from "./types.ts";

/** More bins than this are refused, so that a bin's index fits 16 bits. Ours have about 1,070, at most 2,070. */
export const MAX_BINS = 65_536;

/** How many bins a binning has: numeric edges + 1, categorical categories + 1 (the last is `other`). */
export function binCount(binning: Binning): number {
  return (binning.kind === "numeric" ? binning.edges.length : binning.categories.length) + 1;
}

/**
 * Ascending indices of the bins that hold exactly one finite double: (nextDown(v), v], and (-inf, v] for the smallest double there is.
 * It follows from the edges alone, so it includes bins that are single by chance (edges one ulp apart).
 */
export function atomsOf(edges: readonly number[]): number[] {
  const atoms: number[] = [];
  for (let i = 0; i < edges.length; i++) {
    const below = nextDown(edges[i] as number);
    if (i === 0 ? below === Number.NEGATIVE_INFINITY : below === edges[i - 1]) atoms.push(i);
  }
  return atoms;
}

/** What is wrong with a binning, in words; empty when it is sound. */
export function validateBinning(binning: Binning): string[] {
  return binning.kind === "numeric" ? numericErrors(binning) : categoricalErrors(binning);
}

function numericErrors(binning: NumericBinning): string[] {
  const errors: string[] = [];
  const { edges } = binning;
  if (edges.length === 0) errors.push("a numeric binning needs at least one edge");
  if (edges.length >= MAX_BINS) errors.push(`a binning may have at most ${MAX_BINS - 1} edges, not ${edges.length}`);
  for (let i = 0; i < edges.length; i++) {
    const edge = edges[i] as number;
    if (!Number.isFinite(edge)) errors.push(`edge ${i} is not finite`);
    else if (Object.is(edge, -0)) errors.push(`edge ${i} is -0; write 0`);
    else if (i > 0 && !(edge > (edges[i - 1] as number))) errors.push(`edge ${i} (${edge}) is not above edge ${i - 1} (${edges[i - 1]})`);
  }
  if (!sameNumbers(binning.atoms, atomsOf(edges))) errors.push("atoms are not the bins that hold exactly one value");
  if (!Number.isFinite(binning.shift)) errors.push("shift is not finite");
  if (!isPowerOfTwo(binning.quantum)) errors.push(`quantum ${binning.quantum} is not a power of two`);
  if (!isPowerOfTwo(binning.squareQuantum)) errors.push(`squareQuantum ${binning.squareQuantum} is not a power of two`);
  return errors;
}

function categoricalErrors(binning: CategoricalBinning): string[] {
  const errors: string[] = [];
  const { categories } = binning;
  if (categories.length >= MAX_BINS) errors.push(`a binning may have at most ${MAX_BINS - 1} categories, not ${categories.length}`);
  if (new Set(categories).size !== categories.length) errors.push("a category stands in the list twice");
  if (categories.some((category) => !category.isWellFormed())) errors.push("a category is not well-formed Unicode");
  return errors;
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** How a binning stands in a JSON document. `escaped` when a category holds U+0000, which PostgreSQL's jsonb cannot: then `\` is `\\` and U+0000 is `\0`. */
export type BinningJson =
  | { kind: "numeric"; edges: number[]; shift: number; quantum: number; squareQuantum: number }
  | { kind: "categorical"; categories: string[]; escaped?: true };

/** The binning as a JSON value; numbers keep their exact value (JSON's shortest form of a double is read back as the same double). Atoms follow from the edges. */
export function binningToJson(binning: Binning): BinningJson {
  if (binning.kind === "numeric") {
    const { edges, shift, quantum, squareQuantum } = binning;
    return { kind: "numeric", edges: [...edges], shift, quantum, squareQuantum };
  }
  if (!binning.categories.some((category) => category.includes("\0"))) return { kind: "categorical", categories: [...binning.categories] };
  return { kind: "categorical", categories: binning.categories.map(escapeNul), escaped: true };
}

/** Reads what `binningToJson` wrote (from a parsed JSON value); throws an Error that says what is wrong when it is not a sound binning. */
export function binningFromJson(json: unknown): Binning {
  const binning = parseBinning(json);
  const errors = validateBinning(binning);
  if (errors.length > 0) throw new Error(`The stored binning is not usable: ${errors.slice(0, 3).join("; ")}`);
  return binning;
}

/** One text per binning: equal binnings give equal text, whatever order their keys came in. What the hash is taken of. */
export function canonicalBinning(binning: Binning): string {
  const json = binningToJson(binning);
  if (json.kind === "numeric") {
    const { edges, shift, quantum, squareQuantum } = json;
    return JSON.stringify({ kind: "numeric", edges, quantum, shift: shift + 0, squareQuantum });
  }
  return JSON.stringify({ kind: "categorical", categories: binning.kind === "categorical" ? binning.categories : [] });
}

function parseBinning(json: unknown): Binning {
  if (typeof json !== "object" || json === null) throw new Error("The stored binning is not an object");
  const value = json as Record<string, unknown>;
  if (value.kind === "numeric" && isNumbers(value.edges)) {
    const { shift, quantum, squareQuantum } = value;
    if (typeof shift === "number" && typeof quantum === "number" && typeof squareQuantum === "number") {
      return { kind: "numeric", edges: [...value.edges], atoms: atomsOf(value.edges), shift, quantum, squareQuantum };
    }
  }
  if (value.kind === "categorical" && isStrings(value.categories)) {
    return { kind: "categorical", categories: value.escaped === true ? value.categories.map(unescapeNul) : [...value.categories] };
  }
  throw new Error('The stored binning is neither {"kind":"numeric","edges",...} nor {"kind":"categorical","categories"}');
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function escapeNul(category: string): string {
  return category.replaceAll("\\", "\\\\").replaceAll("\0", "\\0");
}

function unescapeNul(category: string): string {
  return category.replace(/\\[\\0]/g, (found) => (found === "\\0" ? "\0" : "\\"));
}
