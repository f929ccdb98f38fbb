"use client";

import { Siren } from "lucide-react";
import Link from "next/link";
import { queryString } from "#client/api/fetch-json.ts";
import { useIncidents } from "#client/api/incidents.ts";
import { countOf } from "#client/format.ts";
import { routes } from "#client/routes.ts";

/** Incidents that fire, by model. */
export function useFiringByModel(): ReadonlyMap<string, number> {
  const firing = useIncidents({ status: "firing", limit: 500 }).data?.data ?? [];
  const counts = new Map<string, number>();
  for (const { model } of firing) {
    if (model !== null) counts.set(model, (counts.get(model) ?? 0) + 1);
  }
  return counts;
}

/** A way to what fires of a model; nothing while nothing does. */
export function FiringIncidents({ model, title, count }: { model: string; title: string; count: number }) {
  if (count === 0) return null;
  return (
    <Link
      href={`${routes.incidents}${queryString({ model, status: "firing" })}`}
      className="mt-1 inline-flex items-center gap-1 font-medium text-drift text-xs underline underline-offset-2"
    >
      <Siren className="size-3.5" aria-hidden />
      {countOf(count, "incident")} {count === 1 ? "fires" : "fire"}
      <span className="sr-only"> of {title}</span>
    </Link>
  );
}
