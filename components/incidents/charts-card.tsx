"use client";

import { formatTime } from "#client/format.ts";
import { useTimeZone } from "#client/url-state.ts";
import { conditionsOf } from "#core/alarms/expression.ts";
import { formatValue } from "#core/alarms/format.ts";
import { countOf, formatCount } from "#core/charts/numbers.ts";
import type { IncidentDetail } from "#core/contracts/incidents.ts";
import { statusWord } from "../alarms/status-badge.tsx";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { ChartCell, ChartTable, figures } from "../charts/chart-table.tsx";
import { GapMark, Legend, LegendItem, LevelMark } from "../charts/legend.tsx";
import { plotLeft } from "../charts/value-axis.ts";
import { Card } from "../ui/card.tsx";
import { Tr } from "../ui/table.tsx";
import { IncidentChart } from "./incident-chart.tsx";
import { limitSource, limitWords } from "./incident-words.ts";
import { type PreparedIncident, prepareIncident } from "./prepare-incident.ts";

/** A chart for each condition of the alarm, around the incident, from what was evaluated then. */
export function ChartsCard({ incident }: { incident: IncidentDetail }) {
  const conditions = conditionsOf(incident.definition.when);
  const prepared = conditions.map((_, i) => prepareIncident(incident, i));
  const left = Math.max(...prepared.map((data) => plotLeft(data?.y.labels ?? [])));
  return (
    <Card>
      <div className="flex flex-col gap-8">
        {prepared.map((data, i) =>
          data ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: conditions of a version of an alarm never change their place
            <ConditionChart key={i} incident={incident} index={i} data={data} left={left} />
          ) : null,
        )}
        {prepared.every((data) => data === null) && (
          <p className="py-8 text-center text-ink-2">
            The evaluations around it are no longer kept. What was seen at its worst stands below.
          </p>
        )}
      </div>
    </Card>
  );
}

interface ConditionChartProps {
  incident: IncidentDetail;
  index: number;
  data: PreparedIncident;
  left: number;
}

function ConditionChart({ incident, index, data, left }: ConditionChartProps) {
  const timeZone = useTimeZone();
  const condition = conditionsOf(incident.definition.when)[index]!;
  const { title, unit } = incident.conditions[index]!;
  const name = title.charAt(0).toUpperCase() + title.slice(1);
  const format = (value: number | null) => formatValue(unit, value);
  const limit = limitWords(condition, unit, incident.at_firing.readings[index]);
  const source = limitSource(condition.is);
  const worst = incident.at_worst.readings[index]?.value ?? null;
  const summary = summaryOf(data, format, { limit, worst, fired: formatTime(incident.fired_at, timeZone, "minute") });
  return (
    <ChartFrame
      label={`${name} around the incident`}
      title={name}
      level={2}
      summary={summary}
      table={<SlotsTable label={`${name}, slot by slot`} data={data} format={format} timeZone={timeZone} />}
      legend={
        <Legend>
          <LegendItem mark={<LevelMark tone="limit" />}>
            fires {limit}
            {source && ` (${source})`}
          </LegendItem>
          {data.critical !== null && <LegendItem mark={<LevelMark tone="critical" />}>critical beyond {format(data.critical)}</LegendItem>}
          <LegendItem mark={<span className="h-2.5 w-4 border-drift border-l-2 bg-drift/15" />}>firing, from its first moment</LegendItem>
          {data.gaps.length > 0 && <LegendItem mark={<GapMark />}>no value</LegendItem>}
        </Legend>
      }
    >
      <IncidentChart
        data={data}
        timeZone={timeZone}
        format={format}
        name={name}
        syncId={`incident-${incident.id}`}
        description={summary}
        left={left}
      />
    </ChartFrame>
  );
}

interface SummaryFacts {
  limit: string;
  worst: number | null;
  fired: string;
}

function summaryOf(
  { points, firing: span }: PreparedIncident,
  format: (value: number | null) => string,
  { limit, worst, fired }: SummaryFacts,
): string {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const firing = points.filter(
    ({ time, status }) => time >= span.from && time <= span.to && (status === "firing" || status === "recovering"),
  ).length;
  const range =
    values.length > 0
      ? `Between ${format(Math.min(...values))} and ${format(Math.max(...values))} over ${countOf(points.length, "slot")}`
      : `No value in ${countOf(points.length, "slot")}`;
  return `${range}; fires ${limit}. It fired at ${fired}, for ${countOf(firing, "slot")}${worst === null ? "" : `, at worst at ${format(worst)}`}.`;
}

interface SlotsTableProps {
  label: string;
  data: PreparedIncident;
  format: (value: number | null) => string;
  timeZone: string;
}

function SlotsTable({ label, data, format, timeZone }: SlotsTableProps) {
  return (
    <ChartTable label={label} heads={["Slot", figures("Value"), figures("Records"), "State"]}>
      {data.points.map((point) => (
        <Tr key={point.time}>
          <ChartCell>{formatTime(new Date(point.time), timeZone, "minute")}</ChartCell>
          <ChartCell end>{format(point.value)}</ChartCell>
          <ChartCell end>{formatCount(point.n)}</ChartCell>
          <ChartCell>{statusWord(point.status)}</ChartCell>
        </Tr>
      ))}
    </ChartTable>
  );
}
