import { formatShare } from "#client/format.ts";

interface SparklineProps {
  /** Share of drifted columns, oldest first; null is a gap. */
  points: readonly { time: string; share: number | null }[];
  className?: string;
}

const WIDTH = 120;
const HEIGHT = 28;
const PAD = 2;

/** Runs of points that follow each other without a gap. */
function runsOf(points: SparklineProps["points"]): { x: number; y: number }[][] {
  const runs: { x: number; y: number }[][] = [];
  let open: { x: number; y: number }[] | null = null;
  const step = points.length > 1 ? (WIDTH - 2 * PAD) / (points.length - 1) : 0;
  points.forEach((point, index) => {
    if (point.share === null) {
      open = null;
      return;
    }
    const at = { x: PAD + index * step, y: HEIGHT - PAD - point.share * (HEIGHT - 2 * PAD) };
    if (open) open.push(at);
    else {
      open = [at];
      runs.push(open);
    }
  });
  return runs;
}

/** In words, what the line shows: for ears, and as its title. */
function summary(points: SparklineProps["points"]): string {
  const shares = points.map((point) => point.share).filter((share) => share !== null);
  if (shares.length === 0) return "No data";
  const last = shares[shares.length - 1];
  return `Share of drifted columns: ${formatShare(last)} at the end, ${formatShare(Math.max(...shares))} at most; ${points.length - shares.length} of ${points.length} days without data`;
}

/** The share of drifted columns over time, from 0 to 100% whatever the values: rows can be compared. A gap stays a gap. */
export function Sparkline({ points, className }: SparklineProps) {
  const text = summary(points);
  return (
    <svg role="img" aria-label={text} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} className={className}>
      <title>{text}</title>
      <line x1={0} x2={WIDTH} y1={HEIGHT - PAD} y2={HEIGHT - PAD} stroke="var(--line)" strokeWidth={1} />
      {runsOf(points).map((run) =>
        run.length === 1 ? (
          <circle key={run[0]!.x} cx={run[0]!.x} cy={run[0]!.y} r={1.5} fill="var(--ink-2)" />
        ) : (
          <polyline
            key={run[0]!.x}
            points={run.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")}
            fill="none"
            stroke="var(--ink-2)"
            strokeWidth={1.5}
            strokeLinejoin="round"
            strokeLinecap="round"
          />
        ),
      )}
    </svg>
  );
}
