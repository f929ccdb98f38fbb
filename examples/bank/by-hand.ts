// The figures of the drift page from the CSV cells alone, in a few lines that share no code with the product: a reader's own check.

const shares = (cells: string[], groupOf: (cell: string) => string, groups: string[]) =>
  groups.map((group) => cells.reduce((count, cell) => count + (groupOf(cell) === group ? 1 : 0), 0) / cells.length);

/**
 * The groups that PSI and its kin compare. Categorical: the reference's categories and one for all others. Numeric: the reference's deciles (equal cuts
 * counted once), where a value that holds a tenth of the reference or more has a group of its own.
 */
function grouping(reference: string[], numeric: boolean): { groups: string[]; groupOf: (cell: string) => string } {
  if (!numeric) {
    const known = [...new Set(reference)];
    return { groups: [...known, "(unseen)"], groupOf: (cell) => (known.includes(cell) ? cell : "(unseen)") };
  }
  const sorted = reference.map(Number).sort((a, b) => a - b);
  const deciles = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((k) => sorted[Math.ceil((k * sorted.length) / 10) - 1] ?? 0);
  const heavy = [...new Set(sorted)].filter((value) => (sorted.lastIndexOf(value) - sorted.indexOf(value) + 1) * 10 >= sorted.length);
  const cuts = [...new Set([...deciles, ...heavy, ...heavy.map((value) => value - 1e-9)])].sort((a, b) => a - b);
  const groupOf = (cell: string) => `<= ${cuts.find((cut) => Number(cell) <= cut) ?? "above"}`;
  return { groups: [...cuts.map((cut) => `<= ${cut}`), "<= above"], groupOf };
}

/** PSI of a column: sum (c - r) ln(c / r); an empty share counts as 1e-4, or as the other side's share where that is smaller. */
export function psiByHand(reference: string[], current: string[], numeric: boolean): number {
  const { groups, groupOf } = grouping(reference, numeric);
  const [r, c] = [shares(reference, groupOf, groups), shares(current, groupOf, groups)];
  const filled = (share: number, other: number) => share || Math.min(1e-4, other);
  const term = (p: number, q: number) => (p === q ? 0 : (q - p) * Math.log(q / p));
  return groups.reduce((sum, _, i) => sum + term(filled(r[i]!, c[i]!), filled(c[i]!, r[i]!)), 0);
}

/** Jensen-Shannon distance, base 2, on the same groups. */
export function jensenShannonByHand(reference: string[], current: string[], numeric: boolean): number {
  const { groups, groupOf } = grouping(reference, numeric);
  const [r, c] = [shares(reference, groupOf, groups), shares(current, groupOf, groups)];
  const towards = (p: number[], i: number) => (p[i]! > 0 ? p[i]! * Math.log2((2 * p[i]!) / (r[i]! + c[i]!)) : 0);
  return Math.sqrt(groups.reduce((sum, _, i) => sum + (towards(r, i) + towards(c, i)) / 2, 0));
}

/** KS: the largest distance of the two empirical distribution functions over all values. */
export function ksByHand(reference: string[], current: string[]): number {
  const [r, c] = [reference.map(Number).sort((a, b) => a - b), current.map(Number).sort((a, b) => a - b)];
  let largest = 0;
  for (let i = 0, j = 0; i < r.length && j < c.length; largest = Math.max(largest, Math.abs(i / r.length - j / c.length))) {
    const value = Math.min(r[i]!, c[j]!);
    while (r[i] === value) i++;
    while (c[j] === value) j++;
  }
  return largest;
}

export const mean = (cells: string[]) => cells.reduce((sum, cell) => sum + Number(cell), 0) / cells.length;
