"use client";

import Link from "next/link";
import { useState } from "react";
import { routes } from "#client/routes.ts";
import { conditionsOf } from "#core/alarms/expression.ts";
import { seriesWords } from "#core/alarms/format.ts";
import { metricInfo } from "#core/alarms/metrics.ts";
import { countOf } from "#core/charts/numbers.ts";
import type { AlarmDetail } from "#core/contracts/alarms.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { RelativeTime } from "../../time/time-text.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Table, Td, Th, Tr } from "../../ui/table.tsx";
import { AlarmStatusBadge, STATUS_ORDER } from "../status-badge.tsx";
import { readingText } from "./reading-text.ts";

/** Series shown before somebody asks for all. */
const FIRST = 8;

/** Where each series stands, and what its last look saw. */
export function SeriesCard({ alarm, model }: { alarm: AlarmDetail; model: ModelDetail | null }) {
  const [all, setAll] = useState(false);
  const rank = (one: AlarmDetail["series"][number]) => STATUS_ORDER.indexOf(one.status);
  const series = [...alarm.series].sort((a, b) => rank(a) - rank(b) || a.series.localeCompare(b.series));
  const shown = all ? series : series.slice(0, FIRST);
  return (
    <Card
      title="Where it stands"
      description={alarm.series.length > 1 ? `${countOf(alarm.series.length, "series", "series")}, what needs eyes first.` : undefined}
      className="mb-4"
      flush={series.length > 0}
    >
      {series.length === 0 ? (
        <p className="text-ink-2">
          {alarm.enabled ? (
            <>
              It has not looked yet. Its next look is <RelativeTime value={alarm.next_slot_at} />.
            </>
          ) : (
            "It is off: it does not look."
          )}
        </p>
      ) : (
        <>
          <Table label="Series of the alarm">
            <thead>
              <tr>
                <Th>Status</Th>
                {hasNames(alarm) && <Th>Series</Th>}
                <Th>Last look</Th>
                <Th>Since</Th>
                <Th>
                  <span className="sr-only">Incident</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {shown.map((one) => (
                <Row key={one.series} alarm={alarm} model={model} one={one} />
              ))}
            </tbody>
          </Table>
          {series.length > FIRST && (
            <Button variant="ghost" size="sm" className="m-2" onClick={() => setAll(!all)}>
              {all ? "Show fewer" : `Show all ${series.length}`}
            </Button>
          )}
        </>
      )}
    </Card>
  );
}

const hasNames = (alarm: AlarmDetail) => alarm.series.some(({ series }) => series !== "");

/** Those that tell its series apart: what fires also carries the rule's labels and its name. */
function ownLabels({ series, labels }: AlarmDetail["series"][number]): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name, value]) => `,${series},`.includes(`,${name}=${value},`)));
}

interface RowProps {
  alarm: AlarmDetail;
  model: ModelDetail | null;
  one: AlarmDetail["series"][number];
}

function Row({ alarm, model, one }: RowProps) {
  const unitOf = (name: string) => model?.columns.find((column) => column.name === name)?.unit ?? null;
  const conditions = conditionsOf(alarm.definition.when).map(({ metric }) => metricInfo(metric, unitOf));
  return (
    <Tr>
      <Td>
        <AlarmStatusBadge status={one.status} silenced={one.silenced} />
      </Td>
      {hasNames(alarm) && <Td className="break-words font-medium">{seriesWords(ownLabels(one)) || "all records"}</Td>}
      <Td className="tabular">
        {conditions.map(({ title, unit }, i) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: two conditions may watch the same, and they do not move
            key={i}
            className="block whitespace-nowrap"
          >
            {conditions.length > 1 && <span className="text-ink-3">{title}: </span>}
            {readingText(one.readings[i], unit)}
          </span>
        ))}
      </Td>
      <Td>
        <RelativeTime value={one.since} />
      </Td>
      <Td className="text-right">
        {one.incident !== null && (
          <Link
            href={routes.incident(one.incident)}
            className="whitespace-nowrap underline decoration-line-strong underline-offset-2 hover:text-accent"
          >
            Incident {one.incident}
          </Link>
        )}
      </Td>
    </Tr>
  );
}
