/** A resolved range of time. */
export interface Span {
  from: Date;
  to: Date;
}

/** Twice as long around the same middle, as Grafana does; never beyond `now` unless it was there already. */
export function zoomOut(span: Span, now: Date): Span {
  const half = (span.to.getTime() - span.from.getTime()) / 2;
  const to = Math.min(span.to.getTime() + half, Math.max(now.getTime(), span.to.getTime()));
  return { from: new Date(to - 4 * half), to: new Date(to) };
}

/** Half a range back or forth. */
export function shift(span: Span, direction: -1 | 1, now: Date): Span {
  const half = (span.to.getTime() - span.from.getTime()) / 2;
  const room = Math.max(0, now.getTime() - span.to.getTime());
  const by = direction < 0 ? -half : Math.min(half, room);
  return { from: new Date(span.from.getTime() + by), to: new Date(span.to.getTime() + by) };
}
