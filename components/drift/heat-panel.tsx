"use client";

import { useMemo } from "react";
import { useHeatmap } from "#client/api/drift.ts";
import { formatCount } from "#core/charts/numbers.ts";
import type { DriftAnswer } from "#core/contracts/drift.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { ChartCell, ChartTable, figures } from "../charts/chart-table.tsx";
import { HeatMap } from "../charts/heat-map.tsx";
import { cellText, heatMapSummary, type PreparedHeatMap, prepareHeatMap } from "../charts/prepare-heat-map.ts";
import { HeatLegend } from "../charts/verdict-legend.tsx";
import { STATISTIC_SHORT } from "../charts/words.ts";
import { ErrorState } from "../ui/error-state.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tr } from "../ui/table.tsx";
import { type HeatStep, useHeatStep } from "./drift-state.ts";
import type { DriftQueryParams } from "./use-drift-query.ts";

interface HeatPanelProps {
  model: string;
  params: DriftQueryParams;
  drift: DriftAnswer | undefined;
  /** Names of the columns that are listed. */
  listed: ReadonlySet<string> | null;
  timeZone: string;
  selected: string | null;
  onSelect: (column: string) => void;
  onZoom: (from: number, to: number) => void;
}

const STEP_OPTIONS: { value: HeatStep | ""; label: string }[] = [
  { value: "", label: "Step: fitting" },
  { value: "day", label: "By day" },
  { value: "week", label: "By week" },
  { value: "month", label: "By month" },
];

/** Since when: every column at every time, judged on its own. */
export function HeatPanel({ model, params, drift, listed, timeZone, selected, onSelect, onZoom }: HeatPanelProps) {
  const [step, setStep] = useHeatStep();
  const heat = useHeatmap(model, { ...params, step: step ?? undefined });
  const prepared = useMemo(() => {
    if (!heat.data) return null;
    const all = prepareHeatMap(heat.data, drift, timeZone);
    return listed ? { ...all, rows: all.rows.filter(({ name }) => listed.has(name)) } : all;
  }, [heat.data, drift, timeZone, listed]);
  const short = STATISTIC_SHORT[params.statistic];
  return (
    <ChartFrame
      title="Since when"
      level={2}
      label="Columns over time"
      summary={prepared ? `${heatMapSummary(prepared)} Drag over times to zoom.` : "Loading."}
      actions={
        <Select<HeatStep | "">
          aria-label="Step of the heat map"
          size="sm"
          value={step ?? ""}
          options={STEP_OPTIONS}
          onValueChange={(next) => void setStep(next || null)}
        />
      }
      table={prepared && <HeatTable data={prepared} />}
      legend={
        <div className="mt-3">
          <HeatLegend />
        </div>
      }
    >
      {heat.isError ? (
        <ErrorState title="The heat map could not be loaded" error={heat.error} onRetry={() => void heat.refetch()} />
      ) : prepared ? (
        <div aria-busy={heat.isPlaceholderData} className={heat.isPlaceholderData ? "opacity-60" : undefined}>
          <HeatMap
            data={prepared}
            timeZone={timeZone}
            label={`${short} of every column over time`}
            selected={selected}
            onSelect={onSelect}
            onZoom={onZoom}
          />
        </div>
      ) : (
        <div
          role="status"
          aria-label="Loading the heat map"
          className="space-y-1"
          style={{ height: `${20 + (drift?.columns.length ?? 12) * 24}px` }}
        >
          <Skeleton className="h-full w-full" />
        </div>
      )}
    </ChartFrame>
  );
}

function HeatTable({ data }: { data: PreparedHeatMap }) {
  return (
    <ChartTable label="Columns over time, as a table" heads={["Time", figures("Records"), ...data.rows.map(({ name }) => name)]}>
      {data.times.map((time, i) => (
        <Tr key={time.start}>
          <ChartCell>{time.label}</ChartCell>
          <ChartCell end>{formatCount(time.records)}</ChartCell>
          {data.rows.map((row) => (
            <ChartCell key={row.name}>{cellText(row.cells[i] ?? null, data.statistic)}</ChartCell>
          ))}
        </Tr>
      ))}
    </ChartTable>
  );
}
