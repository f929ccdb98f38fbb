/** Rows of one bin and their positives. */
export interface LabelCount {
  n: number;
  positives: number;
}

/**
 * The rising rates that fit the bins best in least squares weighted by rows: pool adjacent violators. One rate per bin, 0..1; a bin
 * without rows takes that of its neighbour below (above for the first). No rows at all: zeros. Input: bins in the order of their score.
 * Source: Ayer et al. 1955; Barlow et al. 1972.
 */
export function risingRates(bins: readonly LabelCount[]): number[] {
  const blocks: { n: number; positives: number; bins: number }[] = [];
  for (const { n, positives } of bins) {
    let block = { n, positives, bins: 1 };
    for (let last = blocks.at(-1); last && mustPool(last, block); last = blocks.at(-1)) {
      blocks.pop();
      block = { n: last.n + block.n, positives: last.positives + block.positives, bins: last.bins + block.bins };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ n, positives, bins: size }) => new Array<number>(size).fill(n > 0 ? positives / n : 0));
}

/** Without rows a block has no rate to be judged by; by cross-multiplication it is pooled. */
function mustPool(last: LabelCount, next: LabelCount): boolean {
  return last.positives * next.n >= next.positives * last.n;
}
