/** Losses of a stream that are kept, to shuffle. */
export const RECENT_LOSSES = 5_000;

/** Losses are kept as whole numbers up to this: 0 and 1 exactly, others to 1 / 510. */
const STEPS = 255;

/** The newest losses, oldest first, with those of a batch behind them, at most RECENT_LOSSES. One byte each. */
export function withRecent(kept: Uint8Array, losses: ArrayLike<number>): Uint8Array {
  const from = Math.max(0, losses.length - RECENT_LOSSES);
  const fresh = Uint8Array.from({ length: losses.length - from }, (_, i) => Math.round(losses[from + i]! * STEPS));
  const old = kept.subarray(Math.max(0, kept.length + fresh.length - RECENT_LOSSES));
  const all = new Uint8Array(old.length + fresh.length);
  all.set(old);
  all.set(fresh, old.length);
  return all;
}

/** The losses that `withRecent` kept, 0..1. */
export function recentLosses(kept: Uint8Array): number[] {
  return Array.from(kept, (step) => step / STEPS);
}
