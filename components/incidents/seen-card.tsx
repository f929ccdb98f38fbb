"use client";

import Link from "next/link";
import { conditionsOf } from "#core/alarms/expression.ts";
import { formatValue } from "#core/alarms/format.ts";
import { formatCount, formatP } from "#core/charts/numbers.ts";
import type { Reading } from "#core/contracts/alarm-rules.ts";
import type { IncidentDetail } from "#core/contracts/incidents.ts";
import { TimeText } from "../time/time-text.tsx";
import { Card } from "../ui/card.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { limitSource, limitWords } from "./incident-words.ts";

/** What the alarm saw, at firing and at its worst: value against threshold, on how many records, of which window. */
export function SeenCard({ incident }: { incident: IncidentDetail }) {
  const conditions = conditionsOf(incident.definition.when);
  const sights = [
    { name: "At firing", sight: incident.at_firing },
    ...(incident.at_worst.slot_at === incident.at_firing.slot_at ? [] : [{ name: "At worst", sight: incident.at_worst }]),
  ];
  return (
    <Card
      title="What was seen"
      description={
        <>
          The window at its worst: <WorstWindow incident={incident} />
        </>
      }
      flush
    >
      <Table label="What was seen">
        <thead>
          <Tr>
            <Th>When</Th>
            <Th>What</Th>
            <Th className="text-right">Value</Th>
            <Th>Fires</Th>
            <Th className="text-right">Records</Th>
            <Th className="text-right">95% interval</Th>
            <Th className="text-right">
              <abbr title="The probability of such a value if nothing had changed" className="no-underline">
                p
              </abbr>
            </Th>
          </Tr>
        </thead>
        <tbody className="[&_tr:last-child_td]:border-b-0">
          {sights.flatMap(({ name, sight }) =>
            conditions.map((condition, i) => {
              const { title, unit } = incident.conditions[i]!;
              const reading = sight.readings[i];
              const source = limitSource(condition.is);
              return (
                <Tr key={`${name} ${title}`}>
                  <Td className="whitespace-nowrap">
                    {name}
                    <span className="block text-ink-3 text-xs">
                      <TimeText value={sight.slot_at} precision="minute" />
                    </span>
                  </Td>
                  <Td className="min-w-40">{title.charAt(0).toUpperCase() + title.slice(1)}</Td>
                  <Td className="tabular whitespace-nowrap text-right font-medium text-ink">{valueText(unit, reading)}</Td>
                  <Td className="tabular whitespace-nowrap">
                    {limitWords(condition, unit, reading)}
                    {source && <span className="block text-ink-3 text-xs">{source}</span>}
                  </Td>
                  <Td className="tabular text-right">{formatCount(reading?.n)}</Td>
                  <Td className="tabular whitespace-nowrap text-right">
                    {reading?.lower != null && reading.upper !== null
                      ? `${formatValue(unit, reading.lower)} to ${formatValue(unit, reading.upper)}`
                      : "—"}
                  </Td>
                  <Td className="tabular whitespace-nowrap text-right">{formatP(reading?.p)}</Td>
                </Tr>
              );
            }),
          )}
        </tbody>
      </Table>
    </Card>
  );
}

/** Tidemark itself has no page for a window. */
function WorstWindow({ incident }: { incident: IncidentDetail }) {
  const { from, to } = incident.at_worst.window;
  const text = (
    <>
      <TimeText value={from} precision="minute" /> to <TimeText value={to} precision="minute" />
    </>
  );
  if (incident.model === null) return text;
  return (
    <Link href={incident.link} className="text-accent underline underline-offset-2">
      {text}
    </Link>
  );
}

function valueText(unit: string, reading: Reading | undefined): string {
  if (!reading || reading.state === "no_data") return "no data";
  return reading.state === "error" ? "could not be read" : formatValue(unit, reading.value);
}
