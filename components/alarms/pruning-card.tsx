"use client";

import Link from "next/link";
import { usePruning } from "#client/api/alarms.ts";
import { routes } from "#client/routes.ts";
import { countOf } from "#core/charts/numbers.ts";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";

const FINDINGS = { never_fired: "Never fired", only_false: "Only false", duplicate: "Says the same" } as const;

/** Alarms that a team could do without. Nothing when there are none: fewer words is the point. */
export function PruningCard() {
  const { data } = usePruning();
  const found = data?.data ?? [];
  if (found.length === 0) return null;
  return (
    <Card
      className="mt-4"
      title={`${countOf(found.length, "alarm")} you could drop`}
      description="By their record of the last 180 days. Each alarm that says nothing makes the others less heard."
    >
      <ul className="flex flex-col gap-2">
        {found.map(({ alarm, name, finding, sentence, other }) => (
          <li key={`${alarm} ${finding}`} className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
            <Link
              href={routes.alarm(alarm)}
              className="font-medium text-ink underline decoration-line-strong underline-offset-2 hover:text-accent"
            >
              {name}
            </Link>
            <Badge>{FINDINGS[finding]}</Badge>
            <span className="min-w-0 text-pretty text-ink-2">
              {sentence}
              {other !== null && (
                <>
                  {" "}
                  <Link href={routes.alarm(other)} className="underline decoration-line-strong underline-offset-2 hover:text-accent">
                    See that one
                  </Link>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
