"use client";

import { useDeferredValue, useMemo, useState } from "react";
import { useTimeZone } from "#client/url-state.ts";
import { conditionsOf } from "#core/alarms/expression.ts";
import { seriesWords } from "#core/alarms/format.ts";
import { type Simulation, simulate } from "#core/alarms/simulate.ts";
import type { RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { PreviewAnswer } from "#core/contracts/alarms.ts";
import { ChartFrame } from "../../charts/chart-frame.tsx";
import { plotLeft, type ValueAxis } from "../../charts/value-axis.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Select } from "../../ui/select.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { BacktestChart, CHART_HEIGHT, CHART_PLOT } from "./backtest-chart.tsx";
import { BacktestTable } from "./backtest-table.tsx";
import { firedWords, unsureWords } from "./backtest-words.ts";
import { handlesOf } from "./handles.ts";
import { BacktestLegend, Outcome } from "./outcome.tsx";
import { axisOf, prepareBacktest, startsAtZero } from "./prepare-backtest.ts";
import { SuggestForm } from "./suggest-form.tsx";
import { ThresholdHandle } from "./threshold-handle.tsx";
import type { Backtest } from "./use-backtest.ts";

export const BACKTEST_DAYS = [7, 30, 90] as const;
export type BacktestDays = (typeof BACKTEST_DAYS)[number];

interface BacktestPanelProps {
  backtest: Backtest;
  days: BacktestDays;
  onDays: (days: BacktestDays) => void;
  /** Why the days are not the last ones; null: they are. */
  note: string | null;
  onChange: (definition: RuleDefinition) => void;
}

/** Where the rule would have fired, at once, while its threshold is moved. */
export function BacktestPanel({ backtest, days, onDays, note, onChange }: BacktestPanelProps) {
  const { shown, isStale, isFrozen, error, why } = backtest;
  if (why !== null) {
    return (
      <Frame days={days} onDays={onDays}>
        <div
          className="flex items-center justify-center rounded-md border border-line border-dashed p-6 text-center"
          style={{ height: CHART_HEIGHT }}
        >
          <p className="max-w-md text-pretty text-ink-2">{why}</p>
        </div>
      </Frame>
    );
  }
  if (error) {
    return (
      <Frame days={days} onDays={onDays}>
        <ErrorState title="The past could not be read" error={error} onRetry={backtest.retry} />
      </Frame>
    );
  }
  if (!shown) {
    return (
      <Frame days={days} onDays={onDays}>
        <div role="status" aria-label={`Reading ${days} days of records`}>
          <Skeleton className="h-[300px] w-full" />
          <Skeleton className="mt-3 h-24 w-full" />
        </div>
      </Frame>
    );
  }
  return (
    <div aria-busy={isStale} className={isStale ? "opacity-60 transition-opacity delay-200" : undefined}>
      <Simulated preview={shown.preview} definition={shown.definition} isFrozen={isFrozen} {...{ days, onDays, note, onChange }} />
    </div>
  );
}

const TITLE = "Where it would have fired";

function DaysSwitch({ days, onDays }: Pick<BacktestPanelProps, "days" | "onDays">) {
  return (
    <Segmented
      label="How far back"
      value={String(days)}
      options={BACKTEST_DAYS.map((count) => ({ value: String(count), label: `${count} days` }))}
      onValueChange={(next) => onDays(BACKTEST_DAYS.find((count) => String(count) === next) ?? days)}
    />
  );
}

function Frame({ days, onDays, children }: Pick<BacktestPanelProps, "days" | "onDays"> & { children: React.ReactNode }) {
  return (
    <section aria-label={TITLE}>
      <header className="mb-2 flex flex-wrap items-start justify-between gap-2">
        <h2 className="font-semibold text-ink text-sm">{TITLE}</h2>
        <DaysSwitch days={days} onDays={onDays} />
      </header>
      {children}
    </section>
  );
}

interface SimulatedProps extends Omit<BacktestPanelProps, "backtest"> {
  preview: PreviewAnswer;
  definition: RuleDefinition;
  isFrozen: boolean;
}

function Simulated({ preview, definition, isFrozen, days, onDays, note, onChange }: SimulatedProps) {
  const timeZone = useTimeZone();
  const conditions = conditionsOf(definition.when);
  const [chosenCondition, setCondition] = useState(0);
  const index = Math.min(chosenCondition, conditions.length - 1);
  const [chosenSeries, setSeries] = useState<string | null>(null);
  const [frozen, setFrozen] = useState<ValueAxis | null>(null);
  // The line follows the hand at once; what it leads to may come a frame later.
  const deferred = useDeferredValue(definition);
  const simulation = useMemo(() => simulate(deferred, preview), [deferred, preview]);
  const series = pickSeries(simulation, chosenSeries);
  const data = useMemo(() => series && prepareBacktest(preview, definition, index, series), [preview, definition, index, series]);
  const condition = conditions[index];
  const asked = preview.conditions[index];
  if (!series || !data || !condition || !asked) return <NoSeries days={days} onDays={onDays} />;
  const { unit } = asked;
  const title =
    condition.metric.kind === "role_drift" ? `${asked.title.split(" of ")[0]} of ${series.labels.column ?? "a column"}` : asked.title;
  const { is } = condition;
  const levels = is.kind === "outside" ? [is.lower, is.upper] : is.kind === "above" || is.kind === "below" ? [is.threshold] : [];
  const axis = frozen ?? axisOf(data.points, levels, startsAtZero(condition.metric), unit);
  const handles = handlesOf(condition, index, data.last, axis.max - axis.min, unit);
  const end = data.points[data.points.length - 1]?.time ?? 0;
  const consequence = firedWords(simulation, days, end);
  const critical = (is.kind === "above" || is.kind === "below") && is.critical !== null ? is.critical : null;
  return (
    <>
      <ChartFrame
        level={2}
        title={TITLE}
        label={TITLE}
        summary={`${title.charAt(0).toUpperCase()}${title.slice(1)} at each look${preview.thinned ? "; fewer looks than the alarm takes are drawn" : ""}.`}
        actions={
          <>
            <ConditionSelect preview={preview} value={index} onChange={setCondition} />
            <SeriesSelect simulation={simulation} value={series.series} onChange={setSeries} />
            <DaysSwitch days={days} onDays={onDays} />
          </>
        }
        table={<BacktestTable points={data.points} unit={unit} title={title} />}
        legend={
          <BacktestLegend moving={is.kind === "change" || is.kind === "history"} critical={critical !== null} gaps={data.gaps.length > 0} />
        }
      >
        <div className="relative">
          <BacktestChart
            data={data}
            axis={axis}
            firings={series.firings}
            critical={critical}
            unit={unit}
            title={title}
            timeZone={timeZone}
          />
          {handles.map((handle) => (
            <ThresholdHandle
              key={handle.key}
              handle={handle}
              axis={axis}
              plot={{ ...CHART_PLOT, left: plotLeft(axis.labels) }}
              consequence={consequence}
              onMove={(value) => !isFrozen && onChange(handle.apply(definition, value))}
              onDrag={(dragging) => setFrozen(dragging ? axis : null)}
            />
          ))}
        </div>
      </ChartFrame>
      <Outcome
        simulation={simulation}
        consequence={consequence}
        notShuffled={notShuffled(preview)}
        step={data.step}
        unsure={unsureWords(data.points, definition.min_records)}
      />
      {note && <Notice className="mt-3">{note}</Notice>}
      <SuggestForm preview={preview} definition={definition} conditionIndex={index} onAccept={onChange} disabled={isFrozen} />
    </>
  );
}

/** The one asked for, or the one that fired most. */
function pickSeries(simulation: Simulation, chosen: string | null) {
  const found = simulation.series.find(({ series }) => series === chosen);
  return found ?? ranked(simulation)[0];
}

const ranked = ({ series }: Simulation) => [...series].sort((a, b) => b.firings.length - a.firings.length);

const notShuffled = (preview: PreviewAnswer) => preview.conditions.find(({ not_shuffled }) => not_shuffled !== null)?.not_shuffled ?? null;

function NoSeries({ days, onDays }: Pick<BacktestPanelProps, "days" | "onDays">) {
  return (
    <Frame days={days} onDays={onDays}>
      <div
        className="flex items-center justify-center rounded-md border border-line border-dashed p-6 text-center"
        style={{ height: CHART_HEIGHT }}
      >
        <p className="max-w-md text-pretty text-ink-2">
          Nothing was there to read in these {days} days: no column of that kind, version or slice had a record. The alarm can be saved all
          the same, and looks from now on.
        </p>
      </div>
    </Frame>
  );
}

function ConditionSelect({ preview, value, onChange }: { preview: PreviewAnswer; value: number; onChange: (index: number) => void }) {
  if (preview.conditions.length < 2) return null;
  return (
    <Select
      aria-label="Condition drawn"
      size="sm"
      className="max-w-48"
      value={String(value)}
      options={preview.conditions.map(({ title }, i) => ({ value: String(i), label: `${i + 1}. ${title}` }))}
      onValueChange={(next) => onChange(Number(next))}
    />
  );
}

function SeriesSelect({ simulation, value, onChange }: { simulation: Simulation; value: string; onChange: (series: string) => void }) {
  if (simulation.series.length < 2) return null;
  return (
    <Select
      aria-label="Series drawn"
      size="sm"
      className="max-w-56"
      value={value}
      options={ranked(simulation).map(({ series, labels, firings }) => ({
        value: series,
        label: `${seriesWords(labels) || "all records"}${firings.length > 0 ? ` (fired ${firings.length}×)` : ""}`,
      }))}
      onValueChange={onChange}
    />
  );
}

/** A chart that waits for its model. */
export function BacktestWaiting({ children, action }: { children: string; action?: () => void }) {
  return (
    <section aria-label={TITLE}>
      <h2 className="mb-2 font-semibold text-ink text-sm">{TITLE}</h2>
      <div
        className="flex flex-col items-center justify-center gap-3 rounded-md border border-line border-dashed p-6 text-center"
        style={{ height: CHART_HEIGHT }}
      >
        <p className="max-w-md text-pretty text-ink-2">{children}</p>
        {action && <Button onClick={action}>Try again</Button>}
      </div>
    </section>
  );
}
