import type { ReactNode } from "react";
import { formatNumber } from "#core/charts/numbers.ts";
import type { PreparedPerformance } from "./prepare-performance.ts";

interface PerformanceLegendProps {
  data: PreparedPerformance;
  /** The reference's value as written. */
  reference: string | null;
  minCoverage: number;
}

/** What the lines, bands and points mean; only what is drawn. */
export function PerformanceLegend({ data, reference, minCoverage }: PerformanceLegendProps) {
  return (
    <ul className="tabular mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-2 text-xs">
      <Item mark={<LineMark colour="var(--series-current)" point="filled" />}>realised, with 95% band</Item>
      {data.hasProvisional && (
        <Item mark={<LineMark colour="var(--series-current)" point="hollow" />}>
          provisional: fewer than {formatNumber(minCoverage * 100)}% labelled
        </Item>
      )}
      {data.hasEstimate && <Item mark={<LineMark colour="var(--series-3)" dash="5 3" />}>estimated without labels, with 95% band</Item>}
      {reference !== null && <Item mark={<LineMark colour="var(--series-reference)" dash="8 4" />}>reference {reference}</Item>}
      {data.gaps.length > 0 && <Item mark={<span className="hatched size-3.5 border border-line" aria-hidden />}>no predictions</Item>}
    </ul>
  );
}

function Item({ mark, children }: { mark: ReactNode; children: ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      {mark}
      <span>{children}</span>
    </li>
  );
}

function LineMark({ colour, dash, point }: { colour: string; dash?: string; point?: "filled" | "hollow" }) {
  return (
    <svg width="22" height="10" viewBox="0 0 22 10" aria-hidden="true">
      <line x1="0" y1="5" x2="22" y2="5" stroke={colour} strokeWidth="1.75" strokeDasharray={dash} />
      {point && <circle cx="11" cy="5" r="3.25" fill={point === "hollow" ? "var(--bg)" : colour} stroke={colour} strokeWidth="1.5" />}
    </svg>
  );
}
