"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import type { MouseEvent } from "react";
import { cn } from "#client/cn.ts";
import { formatCompact, formatCount, formatMs, formatShare } from "#client/format.ts";
import { routes } from "#client/routes.ts";
import { carriedQuery } from "#client/url-state.ts";
import type { Health, ModelListItem } from "#core/contracts/models.ts";
import { ConceptBadge, worstVerdict } from "../models/concept-badge.tsx";
import { RelativeTime } from "../time/time-text.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { VERDICT_ORDER, VerdictBadge, VerdictText } from "../ui/verdict-badge.tsx";
import { FiringIncidents, useFiringByModel } from "./firing-incidents.tsx";
import { GotWorse, gotWorse, Performance } from "./performance-cell.tsx";
import { Sparkline } from "./sparkline.tsx";

function Head() {
  return (
    <thead>
      <Tr>
        <Th className="min-w-44">Model</Th>
        <Th className="hidden min-w-52 sm:table-cell">Verdict</Th>
        <Th>Drifted columns</Th>
        <Th className="text-right">Records</Th>
        <Th className="text-right">Performance</Th>
        <Th className="text-right">Latency</Th>
        <Th className="hidden 2xl:table-cell">Complete until</Th>
      </Tr>
    </thead>
  );
}

/** Those that got worse first, then by verdict, then by name: what needs eyes stands on top. */
function ranked(models: readonly ModelListItem[]): ModelListItem[] {
  const rank = ({ health }: ModelListItem) => (gotWorse(health) ? -1 : VERDICT_ORDER.indexOf(worstVerdict(health)));
  return [...models].sort((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title));
}

export function ModelsTable({ models, isOld }: { models: readonly ModelListItem[]; isOld: boolean }) {
  const query = carriedQuery(useSearchParams());
  const firing = useFiringByModel();
  return (
    <div
      className={cn(
        "overflow-hidden rounded-lg border border-line transition-opacity [&_tbody_tr:last-child_td]:border-b-0",
        isOld && "opacity-60",
      )}
    >
      <Table label="Models">
        <Head />
        <tbody>
          {ranked(models).map((model) => (
            <ModelRow key={model.name} model={model} firing={firing.get(model.name) ?? 0} href={`${routes.drift(model.name)}${query}`} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function ModelRow({ model, firing, href }: { model: ModelListItem; firing: number; href: string }) {
  const router = useRouter();
  const { health } = model;
  const lastRecord = model.last_record_at ?? health.last_record_at;
  /** The link in the row is the way by keyboard; for the mouse the whole row leads there, unless text is being selected. */
  function follow(event: MouseEvent<HTMLTableRowElement>) {
    if ((event.target as HTMLElement).closest("a, button") || window.getSelection()?.toString()) return;
    if (event.metaKey || event.ctrlKey) window.open(href, "_blank", "noopener");
    else router.push(href);
  }
  return (
    <Tr className={cn("cursor-pointer", gotWorse(health) && "bg-drift-soft/40")} onClick={follow}>
      <Td>
        <Link href={href} className="font-medium text-ink hover:underline">
          {model.title}
        </Link>
        <span className="block max-w-48 truncate text-ink-3 text-xs min-[1400px]:max-w-60">
          {model.reference ? `against ${model.reference.label}` : model.building ? "its reference is being built" : "no reference yet"}
        </span>
        <FiringIncidents model={model.name} title={model.title} count={firing} />
        {/* On a narrow screen the verdict stands under the name: it must not need scrolling. */}
        <span className="mt-1 flex flex-col items-start gap-1 sm:hidden">
          {health.concept ? <ConceptBadge result={health.concept.result} /> : <VerdictBadge verdict={health.verdict} />}
          <GotWorse model={model.name} title={model.title} health={health} />
        </span>
      </Td>
      <Td className="hidden sm:table-cell">
        <Verdicts health={health} />
      </Td>
      <Td>
        <div className="flex items-center gap-3">
          <Sparkline points={health.sparkline} className="hidden shrink-0 min-[1400px]:block" />
          <span className="tabular whitespace-nowrap">
            {health.tested > 0 ? `${formatCount(health.drifted)} of ${formatCount(health.tested)}` : "—"}
            {(health.concept || health.share_drifted !== null) && (
              <span className="flex items-center gap-1.5 text-ink-3 text-xs">
                {health.concept && <VerdictText verdict={health.verdict} />}
                {health.share_drifted !== null && <span>{formatShare(health.share_drifted)}</span>}
              </span>
            )}
          </span>
        </div>
      </Td>
      <Td className="tabular text-right" title={`${formatCount(health.records)} in the range, ${formatCount(model.records)} in all`}>
        {formatCompact(health.records)}
        {lastRecord && (
          <span className="block whitespace-nowrap text-ink-3 text-xs">
            last <RelativeTime value={lastRecord} />
          </span>
        )}
        {health.waiting > 0 && <span className="block whitespace-nowrap text-ink-3 text-xs">{formatCount(health.waiting)} waiting</span>}
      </Td>
      <Td className="text-right">
        <Performance model={model.name} title={model.title} health={health} />
      </Td>
      <Td className="text-right">
        <Latency health={health} />
      </Td>
      <Td className="hidden 2xl:table-cell">
        <RelativeTime value={health.complete_until} />
      </Td>
    </Tr>
  );
}

/** What stands since the reference: data drift or concept drift. Until that is made, whether the columns drifted in the range above. */
function Verdicts({ health: { verdict, concept } }: { health: Health }) {
  if (!concept) return <VerdictBadge verdict={verdict} />;
  return (
    <div className="flex min-w-52 max-w-72 flex-col items-start gap-1">
      <ConceptBadge result={concept.result} />
      <span className="line-clamp-2 text-pretty text-ink-3 text-xs" title={concept.headline}>
        {concept.headline}
      </span>
    </div>
  );
}

function Latency({ health }: { health: Health }) {
  if (health.latency_p50_ms === null && health.latency_p95_ms === null) return <span>—</span>;
  return (
    <span className="tabular whitespace-nowrap">
      {formatMs(health.latency_p50_ms)}
      <span className="block text-ink-3 text-xs">p95 {formatMs(health.latency_p95_ms)}</span>
    </span>
  );
}

export function ModelsTableSkeleton({ rows = 4 }: { rows?: number }) {
  return (
    <div
      role="status"
      aria-label="Loading the models"
      className="overflow-hidden rounded-lg border border-line [&_tbody_tr:last-child_td]:border-b-0"
    >
      <Table label="Models">
        <Head />
        <tbody>
          {Array.from({ length: rows }, (_, row) => row).map((row) => (
            <Tr key={row}>
              <Td className="h-[53px]">
                <Skeleton className="h-4 w-40" />
              </Td>
              <Td className="hidden sm:table-cell">
                <Skeleton className="h-6 w-20" />
              </Td>
              <Td>
                <Skeleton className="h-7 w-40" />
              </Td>
              {[0, 1, 2].map((cell) => (
                <Td key={cell}>
                  <Skeleton className="ml-auto h-4 w-16" />
                </Td>
              ))}
              <Td className="hidden 2xl:table-cell">
                <Skeleton className="h-4 w-16" />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
