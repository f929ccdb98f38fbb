/**
 * Upper edges of the delay bins in seconds, right-closed: 1, 1.5, 2, 3, 4, 6, ... 2^26 (about two years). Bin 0 is up to 1 s, the last is
 * open.
 */
export const DELAY_EDGES: readonly number[] = Array.from({ length: 27 }, (_, k) => (k < 26 ? [2 ** k, 1.5 * 2 ** k] : [2 ** k])).flat();
export const DELAY_BINS = DELAY_EDGES.length + 1;

/** The bin of a delay in ms; a label that is older than its prediction counts as at once. */
export function delayBin(delayMs: number): number {
  const seconds = delayMs / 1000;
  let low = 0;
  let high = DELAY_EDGES.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((DELAY_EDGES[middle] as number) < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
