"use client";

import type { ReactNode } from "react";

import { formatTime } from "#client/format.ts";
import { useTimeZone } from "#client/url-state.ts";
import { conditionsOf } from "#core/alarms/expression.ts";
import { formatValue } from "#core/alarms/format.ts";
import { countOf, formatCount } from "#core/charts/numbers.ts";
import type { IncidentDetail } from "#core/contracts/incidents.ts";
import { statusWord } from "../alarms/status-badge.tsx";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { Card } from "../ui/card.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { IncidentChart } from "./incident-chart.tsx";
import { limitSource, limitWords } from "./incident-words.ts";
import { type PreparedIncident, prepareIncident } from "./prepare-incident.ts";

/** A chart for each condition of the alarm, around the incident, from what was evaluated then. */
export function ChartsCard({ incident }: { incident: IncidentDetail }) {
  const conditions = conditionsOf(incident.definition.when);
  const prepared = conditions.map((_, i) => prepareIncident(incident, i));
  return (
    <Card>
      <div className="flex flex-col gap-8">
        {prepared.map((data, i) =>
          data ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: conditions of a version of an alarm never change their place
            <ConditionChart key={i} incident={incident} index={i} data={data} />
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

function ConditionChart({ incident, index, data }: { incident: IncidentDetail; index: number; data: PreparedIncident }) {
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
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-ink-2 text-xs">
          <Key swatch={<line x1="0" y1="5" x2="16" y2="5" stroke="var(--warning)" strokeWidth="1.5" strokeDasharray="6 3" />}>
            fires {limit}
            {source && ` (${source})`}
          </Key>
          {data.critical !== null && (
            <Key swatch={<line x1="0" y1="5" x2="16" y2="5" stroke="var(--drift)" strokeWidth="1.5" strokeDasharray="2 3" />}>
              critical beyond {format(data.critical)}
            </Key>
          )}
          <Key
            swatch={
              <>
                <rect width="16" height="10" fill="var(--drift)" opacity="0.16" />
                <line x1="0.75" y1="0" x2="0.75" y2="10" stroke="var(--drift)" strokeWidth="1.5" />
              </>
            }
          >
            firing, from its first moment
          </Key>
          {data.gaps.length > 0 && (
            <Key swatch={<path d="M0 10 L6 0 M5 10 L11 0 M10 10 L16 0" stroke="var(--line-strong)" strokeWidth="1" />}>no value</Key>
          )}
        </ul>
      }
    >
      <IncidentChart
        data={data}
        timeZone={timeZone}
        format={format}
        axisText={(value) => (unit === "share" || unit === "seconds" ? format(value) : (axisLabels(data).get(value) ?? ""))}
        name={name}
        syncId={`incident-${incident.id}`}
        description={summary}
      />
    </ChartFrame>
  );
}

const axisLabels = ({ y }: PreparedIncident) => new Map(y.ticks.map((tick, i) => [tick, y.labels[i] ?? ""]));

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

function Key({ swatch, children }: { swatch: ReactNode; children: ReactNode }) {
  return (
    <li className="inline-flex items-center gap-1.5">
      <svg width="16" height="10" aria-hidden="true" className="shrink-0">
        {swatch}
      </svg>
      <span>{children}</span>
    </li>
  );
}

interface SlotsTableProps {
  label: string;
  data: PreparedIncident;
  format: (value: number | null) => string;
  timeZone: string;
}

function SlotsTable({ label, data, format, timeZone }: SlotsTableProps) {
  return (
    <div className="max-h-80 overflow-y-auto rounded-md border border-line">
      <Table label={label}>
        <thead>
          <Tr>
            <Th>Slot</Th>
            <Th className="text-right">Value</Th>
            <Th className="text-right">Records</Th>
            <Th>State</Th>
          </Tr>
        </thead>
        <tbody>
          {data.points.map((point) => (
            <Tr key={point.time}>
              <Td className="tabular whitespace-nowrap">{formatTime(new Date(point.time), timeZone, "minute")}</Td>
              <Td className="tabular text-right">{format(point.value)}</Td>
              <Td className="tabular text-right">{formatCount(point.n)}</Td>
              <Td>{statusWord(point.status)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
