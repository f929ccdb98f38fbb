/** Keeps at most about `limit` of these points, the first and the last always, evenly by the distance along them. */
export function thin<Point>(points: readonly Point[], limit: number, distance: (a: Point, b: Point) => number): Point[] {
  if (points.length <= limit) return [...points];
  const along = [0];
  for (let i = 1; i < points.length; i++) along.push((along[i - 1] as number) + distance(points[i - 1] as Point, points[i] as Point));
  const step = (along[along.length - 1] as number) / (limit - 1);
  const kept: Point[] = [];
  let next = 0;
  points.forEach((point, i) => {
    if ((along[i] as number) < next && i < points.length - 1) return;
    kept.push(point);
    next = (Math.floor((along[i] as number) / step + 1e-9) + 1) * step;
  });
  return kept;
}
