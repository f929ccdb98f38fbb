import type { Verdict } from "#core/contracts/common.ts";
import { VERDICTS } from "../ui/verdict-badge.tsx";

interface VerdictDotProps {
  cx?: number;
  cy?: number;
  verdict: Verdict | null;
  size?: number;
}

/** A point of a series: the shape says the verdict, the colour repeats it. Drift a diamond, warning a triangle, stable a dot, the rest a ring. */
export function VerdictDot({ cx, cy, verdict, size = 4 }: VerdictDotProps) {
  if (cx === undefined || cy === undefined || !Number.isFinite(cx) || !Number.isFinite(cy)) return null;
  const fill = verdict ? VERDICTS[verdict].fill : "var(--series-current)";
  const outline = { stroke: "var(--bg)", strokeWidth: 1 };
  if (verdict === "drift") {
    const r = size * 1.35;
    return <path d={`M${cx} ${cy - r}L${cx + r} ${cy}L${cx} ${cy + r}L${cx - r} ${cy}Z`} fill={fill} {...outline} />;
  }
  if (verdict === "warning") {
    const r = size * 1.3;
    return <path d={`M${cx} ${cy - r}L${cx + r} ${cy + r * 0.8}L${cx - r} ${cy + r * 0.8}Z`} fill={fill} {...outline} />;
  }
  if (verdict === "stable" || verdict === null) return <circle cx={cx} cy={cy} r={size * 0.75} fill={fill} {...outline} />;
  return <circle cx={cx} cy={cy} r={size * 0.7} fill="var(--bg)" stroke="var(--line-strong)" strokeWidth={1.5} />;
}
