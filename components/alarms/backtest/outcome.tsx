import type { Simulation } from "#core/alarms/simulate.ts";
import { lengthWords, shuffledWords } from "./backtest-words.ts";

interface OutcomeProps {
  simulation: Simulation;
  consequence: string;
  notShuffled: string | null;
  step: number;
  unsure: string | null;
}

/** What the threshold leads to, in two sentences. */
export function Outcome({ simulation, consequence, notShuffled, step, unsure }: OutcomeProps) {
  const { shuffled } = simulation;
  return (
    <div className="mt-3 rounded-md bg-surface px-3 py-2.5" data-testid="outcome">
      <p aria-live="polite" className="tabular text-pretty font-medium text-ink">
        It {consequence}.
      </p>
      <p className="tabular mt-0.5 text-pretty text-ink-2 text-xs">
        {shuffled
          ? `On shuffled records, in which nothing drifts: ${shuffledWords(shuffled)}, by ${shuffled.runs} shuffles.`
          : `How often it would fire where nothing drifts is not known. ${notShuffled ?? ""}`}{" "}
        A look every {lengthWords(step)}.
      </p>
      {unsure && <p className="tabular mt-0.5 text-pretty text-ink-2 text-xs">{unsure}</p>}
    </div>
  );
}

/** What the marks of a back-test mean. */
export function BacktestLegend({ moving, critical, gaps }: { moving: boolean; critical: boolean; gaps: boolean }) {
  return (
    <ul className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-2 text-xs">
      <li className="flex items-center gap-1.5">
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
          <path d="M1.5 6 6 1.5 10.5 6 6 10.5Z" fill="var(--drift-solid)" />
        </svg>
        would be firing
      </li>
      <li className="flex items-center gap-1.5">
        <span className="w-5 border-drift border-t-2 border-dashed" aria-hidden />
        {moving ? "limit, moves with the past" : "threshold, drag it"}
      </li>
      {critical && (
        <li className="flex items-center gap-1.5">
          <span className="w-5 border-drift border-t-2 border-dotted" aria-hidden />
          critical
        </li>
      )}
      {gaps && (
        <li className="flex items-center gap-1.5">
          <span
            className="size-3 border border-line-strong bg-[repeating-linear-gradient(45deg,var(--line-strong)_0_1px,transparent_1px_4px)]"
            aria-hidden
          />
          no value
        </li>
      )}
    </ul>
  );
}
