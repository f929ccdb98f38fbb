import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { formatNumber } from "#core/charts/numbers.ts";
import type { DetectorAnswer } from "#core/contracts/detectors.ts";
import { VerdictDot } from "../charts/verdict-dot.tsx";
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
          <Item mark={<SignalMark signal="drift" />}>drift called, at the prediction whose label made it so</Item>
        )}
        {drawn.some(({ warnings }) => warnings > 0) && <Item mark={<SignalMark signal="warning" />}>warning</Item>}
      </ul>
    </div>
  );
}

function SignalMark({ signal }: { signal: "drift" | "warning" }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <VerdictDot cx={6} cy={6} verdict={signal} />
    </svg>
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
