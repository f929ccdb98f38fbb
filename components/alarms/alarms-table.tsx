"use client";

import Link from "next/link";
import { cn } from "#client/cn.ts";
import { formatCount } from "#client/format.ts";
import { routes } from "#client/routes.ts";
import { countOf } from "#core/charts/numbers.ts";
import type { Alarm } from "#core/contracts/alarms.ts";
import { RelativeTime } from "../time/time-text.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { AlarmSwitch } from "./alarm-switch.tsx";
import { AlarmOffBadge, AlarmStatusBadge } from "./status-badge.tsx";

interface AlarmsTableProps {
  alarms: readonly Alarm[];
  /** By name. */
  titles: ReadonlyMap<string, string>;
}

export function AlarmsTable({ alarms, titles }: AlarmsTableProps) {
  return (
    <div className="overflow-hidden rounded-lg border border-line [&_tbody_tr:last-child_td]:border-b-0">
      <Table label="Alarms">
        <thead>
          <Tr>
            <Th className="hidden sm:table-cell">Status</Th>
            <Th className="min-w-40">Alarm</Th>
            <Th className="hidden md:table-cell">Model</Th>
            <Th className="hidden sm:table-cell">Last 30 days</Th>
            <Th className="hidden lg:table-cell">Next look</Th>
            <Th className="text-right">On</Th>
          </Tr>
        </thead>
        <tbody>
          {alarms.map((alarm) => (
            <Row key={alarm.id} alarm={alarm} title={alarm.model === null ? "Tidemark itself" : (titles.get(alarm.model) ?? alarm.model)} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function Row({ alarm, title }: { alarm: Alarm; title: string }) {
  const firing = alarm.enabled && alarm.firing > 0;
  return (
    <Tr className={cn(firing && "bg-drift-soft/40")}>
      <Td className="hidden sm:table-cell">
        <Status alarm={alarm} />
      </Td>
      <Td>
        <Link href={routes.alarm(alarm.id)} className="font-medium text-ink hover:underline">
          {alarm.name}
        </Link>
        <span className="block max-w-xl text-pretty text-ink-3 text-xs first-letter:uppercase">{alarm.summary}</span>
        <span className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-3 text-xs sm:hidden">
          <Status alarm={alarm} />
          <Record alarm={alarm} />
        </span>
        <span className="mt-0.5 block text-ink-3 text-xs md:hidden">{title}</span>
      </Td>
      <Td className="hidden md:table-cell">{title}</Td>
      <Td className="hidden sm:table-cell">
        <Record alarm={alarm} />
      </Td>
      <Td className="hidden lg:table-cell">{alarm.enabled ? <RelativeTime value={alarm.next_slot_at} /> : "—"}</Td>
      <Td className="text-right">
        <AlarmSwitch alarm={alarm} />
      </Td>
    </Tr>
  );
}

function Status({ alarm }: { alarm: Alarm }) {
  if (!alarm.enabled) return <AlarmOffBadge />;
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <AlarmStatusBadge status={alarm.status} />
      {alarm.firing > 1 && <span className="tabular text-ink-2 text-xs">{formatCount(alarm.firing)} series</span>}
    </span>
  );
}

/** How many incidents, and what people said of them. */
function Record({ alarm: { record } }: { alarm: Alarm }) {
  if (record.incidents === 0) return <span className="whitespace-nowrap text-ink-3">no incident</span>;
  const said = (["real", "false", "expected"] as const).filter((verdict) => record[verdict] > 0);
  const open = record.incidents - record.real - record.false - record.expected;
  return (
    <span className="tabular text-pretty">
      {countOf(record.incidents, "incident")}
      <span className="block text-ink-3 text-xs">
        {[
          ...said.map((verdict) => `${formatCount(record[verdict])} ${verdict}`),
          ...(open > 0 ? [`${formatCount(open)} not judged`] : []),
        ].join(", ")}
      </span>
    </span>
  );
}
