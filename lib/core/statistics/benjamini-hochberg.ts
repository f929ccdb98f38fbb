/**
 * Benjamini-Hochberg adjusted p values, in the order given: the smallest q at which each hypothesis would be rejected, so "adjusted <= q" keeps
 * the expected share of false alarms among all alarms at q or below (for independent or positively dependent columns; without any drift the
 * chance of a single alarm is at most q). Range: each at least its p, at most 1. Null stays null and is not counted as a test. Empty: empty.
 * Source: Benjamini & Hochberg 1995; the adjusted form is that of R's `p.adjust(method = "BH")`.
 */
export function benjaminiHochberg(pValues: readonly (number | null)[]): (number | null)[] {
  const tests = pValues.flatMap((p, index) => (p === null ? [] : [{ p, index }]));
  tests.sort((a, b) => b.p - a.p);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let smallest = 1;
  for (let i = 0; i < tests.length; i++) {
    const { p, index } = tests[i]!;
    smallest = Math.min(smallest, (p * tests.length) / (tests.length - i));
    adjusted[index] = smallest;
  }
  return adjusted;
}
