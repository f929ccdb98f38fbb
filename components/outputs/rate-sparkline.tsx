const WIDTH = 128;
const HEIGHT = 30;
const PAD = 2;

/** A metric over the window, small: beside its number, which says what it is. A gap stays a gap. Shares begin at 0. */
export function RateSparkline({ values, fromZero }: { values: readonly (number | null)[]; fromZero: boolean }) {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-[30px] w-full" />;
  const low = fromZero ? 0 : Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const x = (i: number) => (values.length < 2 ? WIDTH / 2 : PAD + (i * (WIDTH - 2 * PAD)) / (values.length - 1));
  const y = (value: number) => HEIGHT - PAD - ((value - low) / span) * (HEIGHT - 2 * PAD);
  return (
    <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className="h-[30px] w-full">
      <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--line)" />
      {runsOf(values).map((run) => (
        <polyline
          key={run[0]!.i}
          points={(run.length === 1 ? [run[0]!, run[0]!] : run)
            .map(({ i, value }, at) => `${(x(i) + (run.length === 1 ? at * 2 - 1 : 0)).toFixed(1)},${y(value).toFixed(1)}`)
            .join(" ")}
          fill="none"
          stroke="var(--series-current)"
          strokeWidth={1.5}
          vectorEffect="non-scaling-stroke"
          strokeLinejoin="round"
        />
      ))}
    </svg>
  );
}

function runsOf(values: readonly (number | null)[]): { i: number; value: number }[][] {
  const runs: { i: number; value: number }[][] = [];
  for (const [i, value] of values.entries()) {
    if (value === null) continue;
    const last = runs.at(-1);
    if (last && last.at(-1)!.i === i - 1) last.push({ i, value });
    else runs.push([{ i, value }]);
  }
  return runs;
}
