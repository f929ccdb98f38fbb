/**
 * Isotonic regression of a share on ordered bins by pooling adjacent violators: the shares that never fall from bin to bin and are nearest
 * to positives / n in squares weighted by n. Within 0..1. Bins without data lie on the straight line between their neighbours, or take the
 * nearest one's. Empty input gives all 0.5, which says nothing. Linear time. Source: Ayer et al. 1955; Barlow et al. 1972.
 */
export function isotonicShares(positives: ArrayLike<number>, negatives: ArrayLike<number>): Float64Array {
  const bins = positives.length;
  // Blocks of bins, as a stack: last bin, positives, all.
  const ends: number[] = [];
  const ups: number[] = [];
  const alls: number[] = [];
  for (let bin = 0; bin < bins; bin++) {
    let up = positives[bin] as number;
    let all = up + (negatives[bin] as number);
    if (all === 0) continue;
    while (alls.length > 0 && (ups[ups.length - 1] as number) * all >= up * (alls[alls.length - 1] as number)) {
      up += ups.pop() as number;
      all += alls.pop() as number;
      ends.pop();
    }
    ends.push(bin);
    ups.push(up);
    alls.push(all);
  }
  const shares = new Float64Array(bins).fill(Number.NaN);
  if (ends.length === 0) return shares.fill(0.5);
  let block = 0;
  for (let bin = 0; bin < bins; bin++) {
    if ((positives[bin] as number) + (negatives[bin] as number) === 0) continue;
    while ((ends[block] as number) < bin) block++;
    shares[bin] = (ups[block] as number) / (alls[block] as number);
  }
  fillGaps(shares);
  return shares;
}

function fillGaps(shares: Float64Array): void {
  let last = -1;
  for (let bin = 0; bin <= shares.length; bin++) {
    if (bin < shares.length && Number.isNaN(shares[bin])) continue;
    const low = last < 0 ? shares[bin] : shares[last];
    const high = bin === shares.length ? shares[last] : shares[bin];
    for (let gap = last + 1; gap < bin; gap++) {
      shares[gap] = (low as number) + (((high as number) - (low as number)) * (gap - last)) / (bin - last);
    }
    last = bin;
  }
}
