"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import type { MouseEvent } from "react";
import { routes } from "#client/routes.ts";
import { useNow } from "#client/use-now.ts";
import { seriesWords } from "#core/alarms/format.ts";
import type { Incident } from "#core/contracts/incidents.ts";
import { RelativeTime } from "../time/time-text.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { IncidentStatusBadges, SeverityBadge } from "./incident-badges.tsx";
import { lengthWords } from "./incident-words.ts";

/** Incidents as rows; on narrow screens everything stands under the headline, so that nothing needs scrolling. */
export function IncidentsTable({ label, incidents }: { label: string; incidents: readonly Incident[] }) {
  return (
    <div className="overflow-hidden rounded-lg border border-line [&_tbody_tr:last-child_td]:border-b-0">
      <Table label={label} className="table-fixed">
        <thead>
          <Tr>
            <Th className="hidden w-28 sm:table-cell">Severity</Th>
            <Th>What</Th>
            <Th className="hidden w-40 md:table-cell">Model</Th>
            <Th className="hidden w-36 sm:table-cell">Fired</Th>
            <Th className="hidden w-24 sm:table-cell">For</Th>
            <Th className="hidden w-64 xl:table-cell">State</Th>
          </Tr>
        </thead>
        <tbody>
          {incidents.map((incident) => (
            <Row key={incident.id} incident={incident} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function Row({ incident }: { incident: Incident }) {
  const router = useRouter();
  const href = routes.incident(incident.id);
  /** The link in the row is the way by keyboard; for the mouse the whole row leads there, unless text is being selected. */
  function follow(event: MouseEvent<HTMLTableRowElement>) {
    if ((event.target as HTMLElement).closest("a, button") || window.getSelection()?.toString()) return;
    if (event.metaKey || event.ctrlKey) window.open(href, "_blank", "noopener");
    else router.push(href);
  }
  const series = seriesWords(seriesLabels(incident));
  return (
    <Tr className="cursor-pointer" onClick={follow}>
      <Td className="hidden sm:table-cell">
        <SeverityBadge severity={incident.severity} />
      </Td>
      <Td className="py-2.5">
        <Link href={href} className="text-pretty font-medium text-ink hover:underline">
          {incident.headline}
        </Link>
        <span className="block text-ink-3 text-xs">
          {incident.alarm.name}
          {incident.alarm.deleted && " (deleted)"}
          <span className="md:hidden"> · {incident.model ?? "Tidemark itself"}</span>
          {series && <span className="break-all md:hidden"> · {series}</span>}
        </span>
        <span className="mt-1.5 flex flex-wrap items-center gap-1.5 xl:hidden">
          <span className="sm:hidden">
            <SeverityBadge severity={incident.severity} />
          </span>
          <IncidentStatusBadges incident={incident} />
          <span className="text-ink-3 text-xs sm:hidden">
            <RelativeTime value={incident.fired_at} />, for <Length incident={incident} />
          </span>
        </span>
      </Td>
      <Td className="hidden break-words md:table-cell">
        {incident.model ?? "Tidemark itself"}
        {series && (
          <span className="block truncate text-ink-3 text-xs" title={series}>
            {series}
          </span>
        )}
      </Td>
      <Td className="hidden sm:table-cell">
        <RelativeTime value={incident.fired_at} both />
      </Td>
      <Td className="tabular hidden whitespace-nowrap sm:table-cell">
        <Length incident={incident} />
      </Td>
      <Td className="hidden xl:table-cell">
        <span className="flex flex-wrap gap-1.5">
          <IncidentStatusBadges incident={incident} />
        </span>
      </Td>
    </Tr>
  );
}

/** How long it fired, or has been firing. */
function Length({ incident }: { incident: Incident }) {
  const now = useNow();
  const end = incident.resolved_at === null ? now.getTime() : Date.parse(incident.resolved_at);
  return lengthWords(Math.max(0, end - Date.parse(incident.fired_at)));
}

/** The labels that tell one series of a rule from another. */
function seriesLabels({ series, labels }: Pick<Incident, "series" | "labels">): Record<string, string> {
  if (series === "") return {};
  return Object.fromEntries(Object.entries(labels).filter(([name, value]) => `,${series},`.includes(`,${name}=${value},`)));
}
