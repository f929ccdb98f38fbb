import { Check } from "lucide-react";
import { formatNumber } from "#core/charts/numbers.ts";
import type { DetectorAnswer } from "#core/contracts/detectors.ts";
import { GapMark, Legend, LegendItem, LevelMark, LineMark } from "../charts/legend.tsx";
import { VerdictMark } from "../charts/verdict-legend.tsx";
import { Button } from "../ui/button.tsx";
import { useShownDetectors } from "./performance-state.ts";
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
    <Legend>
      <LegendItem mark={<LineMark point="filled" />}>realised, with 95% band</LegendItem>
      {data.hasProvisional && (
        <LegendItem mark={<LineMark point="hollow" />}>provisional: fewer than {formatNumber(minCoverage * 100)}% labelled</LegendItem>
      )}
      {data.hasEstimate && (
        <LegendItem mark={<LineMark colour="var(--series-3)" dash="5 3" />}>estimated without labels, with 95% band</LegendItem>
      )}
      {reference !== null && <LegendItem mark={<LevelMark tone="reference" />}>reference {reference}</LegendItem>}
      {data.gaps.length > 0 && <LegendItem mark={<GapMark />}>no predictions</LegendItem>}
    </Legend>
  );
}

/** Which detectors' marks are drawn, and what the marks mean. */
export function DetectorLegend({ detectors }: { detectors: readonly DetectorAnswer[] }) {
  const [shown, setShown] = useShownDetectors();
  const drawn = detectors.filter(({ id }) => shown.includes(id));
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1.5 text-ink-2 text-xs">
      <fieldset className="flex flex-wrap items-center gap-1">
        <legend className="float-left mr-1 leading-7">Streaming detectors</legend>
        {detectors.map(({ id, title, drifts, warnings }) => {
          const isShown = shown.includes(id);
          return (
            <Button
              key={id}
              size="sm"
              variant={isShown ? "secondary" : "ghost"}
              aria-pressed={isShown}
              disabled={drifts + warnings === 0}
              title={drifts + warnings === 0 ? `${title} called nothing in this window` : undefined}
              onClick={() => void setShown(isShown ? shown.filter((one) => one !== id) : [...shown, id])}
            >
              {isShown && drifts + warnings > 0 && <Check aria-hidden className="size-3!" />}
              {title}
            </Button>
          );
        })}
      </fieldset>
      <ul className="flex flex-wrap items-center gap-x-4 gap-y-1">
        {drawn.some(({ drifts }) => drifts > 0) && (
          <LegendItem mark={<VerdictMark verdict="drift" />}>drift called, at the prediction whose label made it so</LegendItem>
        )}
        {drawn.some(({ warnings }) => warnings > 0) && <LegendItem mark={<VerdictMark verdict="warning" />}>warning</LegendItem>}
      </ul>
    </div>
  );
}
