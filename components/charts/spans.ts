/** A stretch of time, ms. */
export interface Span {
  from: number;
  to: number;
}

/** A point of a chart over time. */
export interface TimedPoint {
  /** Where it is drawn, ms: the middle of the stretch that it stands for. Charts that share a crosshair match on it. */
  time: number;
  /** The stretch, for points that stand for one. */
  start?: number;
  end?: number;
}

/** Spans in order of time, those that touch (within a millisecond) or overlap as one; empty ones fall out. */
export function joinSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const { from, to } of spans) {
    const last = joined[joined.length - 1];
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else if (to > from) joined.push({ from, to });
  }
  return joined;
}

/** Stretches without a value, in order of time, as the gaps of an axis: cut to it, neighbours joined. */
export function gapSpans(stretches: readonly { start: number; end: number }[], x: Span): Span[] {
  return joinSpans(
    stretches.map(({ start, end }) => ({ from: Math.max(start, x.from), to: Math.min(end, x.to) })).filter(({ from, to }) => to > from),
  );
}

/** The window between two points that were dragged over, in either direction, whole stretches; null for a click. */
export function zoomSpan(points: readonly TimedPoint[], a: number, b: number): Span | null {
  const [low, high] = a < b ? [a, b] : [b, a];
  const inside = points.filter(({ time }) => time >= low && time <= high);
  const [first, last] = [inside[0], inside.at(-1)];
  return first && last && inside.length > 1 ? { from: first.start ?? first.time, to: last.end ?? last.time } : null;
}

/** Has the point at `index` a value of its own and neither neighbour one? */
export function isLone<P>(points: readonly P[], index: number, key: keyof P): boolean {
  const has = (i: number) => (points[i]?.[key] ?? null) !== null;
  return has(index) && !has(index - 1) && !has(index + 1);
}
