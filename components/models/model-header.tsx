"use client";

import { BookMarked, Database, GitBranch, Scale } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { queryString } from "#client/api/fetch-json.ts";
import { cn } from "#client/cn.ts";
import { formatCompact, formatCount, formatTime } from "#client/format.ts";
import { hasTime, routes } from "#client/routes.ts";
import { useTimeWindow, useTimeZone } from "#client/url-state.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { RelativeTime } from "../time/time-text.tsx";
import { Badge } from "../ui/badge.tsx";
import { Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ConceptBadge } from "./concept-badge.tsx";

export function ModelHeader({ model }: { model: ModelDetail }) {
  const pathname = usePathname();
  const { note } = useTimeWindow();
  return (
    <header className="mb-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h1 className="text-balance break-words font-semibold text-ink text-xl tracking-tight">{model.title}</h1>
        {model.title !== model.name && <code className="font-mono text-ink-3 text-xs">{model.name}</code>}
      </div>
      {model.description && <Description text={model.description} />}
      <dl className="mt-2 flex flex-wrap items-center gap-x-5 gap-y-1.5 text-ink-2 text-xs">
        <Fact icon={<BookMarked className="size-3.5 text-ink-3" aria-hidden />} name="Reference">
          {model.reference ? (
            <Link href={routes.settings(model.name)} className="underline decoration-line-strong underline-offset-2 hover:text-ink">
              {model.reference.label}
            </Link>
          ) : (
            <Link href={`${routes.settings(model.name)}#reference`} className="text-accent underline underline-offset-2">
              none yet: set one
            </Link>
          )}
          {model.building && <Badge>building {model.building.reference.label}</Badge>}
        </Fact>
        <Fact icon={<GitBranch className="size-3.5 text-ink-3" aria-hidden />} name={model.versions.length === 1 ? "Version" : "Versions"}>
          {model.versions.length === 0 && "—"}
          {model.versions.slice(0, 6).map((version) => (
            <Badge key={version.name}>
              {version.name || "unnamed"}
              <span className="text-ink-3">{version.stage}</span>
            </Badge>
          ))}
          {model.versions.length > 6 && <span>and {formatCount(model.versions.length - 6)} more</span>}
        </Fact>
        <Fact icon={<Database className="size-3.5 text-ink-3" aria-hidden />} name="Records">
          <span className="tabular" title={formatCount(model.records)}>
            {formatCompact(model.records)}
          </span>
          {model.last_record_at && (
            <span className="text-ink-3">
              last <RelativeTime value={model.last_record_at} />
            </span>
          )}
        </Fact>
      </dl>
      {/* The Performance page says it at length, for the range that it shows. */}
      {model.health.concept && !pathname.endsWith("/performance") && <Concept model={model.name} concept={model.health.concept} />}
      {model.note && <Notice className="mt-3">{model.note}</Notice>}
      {note && hasTime(pathname) && <p className="mt-2 text-ink-3 text-xs">{note}</p>}
    </header>
  );
}

/** Data drift or concept drift, as it stands: for the model's own window, whatever range the page shows. */
function Concept({ model, concept }: { model: string; concept: NonNullable<ModelDetail["health"]["concept"]> }) {
  const timeZone = useTimeZone();
  const { result, headline, from, to, harm } = concept;
  const page = harm ? { name: "Where it fails", href: routes.slices(model) } : { name: "Why", href: routes.performance(model) };
  return (
    <section aria-label="Verdict as it stands" className="mt-3 flex flex-wrap items-start gap-x-2.5 gap-y-1 text-ink-2 text-xs">
      <span className="flex items-center gap-1.5 pt-1 text-ink-3">
        <Scale className="size-3.5" aria-hidden />
        Verdict
      </span>
      <ConceptBadge result={result} />
      <p className="min-w-0 max-w-3xl flex-1 basis-72 text-pretty pt-1">
        {headline}{" "}
        <span className="tabular text-ink-3">
          <span className="whitespace-nowrap">{formatTime(from, timeZone, "day")}</span> to{" "}
          <span className="whitespace-nowrap">{formatTime(to, timeZone, "day")}.</span>
        </span>{" "}
        <Link href={`${page.href}${queryString({ from, to })}`} className="text-accent underline underline-offset-2">
          {page.name}
        </Link>
      </p>
    </section>
  );
}

/** Longer than about two lines: the rest on demand, so that the page's own content stays in view. */
const LONG = 180;

function Description({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const isLong = text.length > LONG;
  return (
    <div className="mt-1 max-w-3xl text-ink-2">
      <p className={cn("whitespace-pre-line text-pretty", isLong && !open && "line-clamp-2")}>{text}</p>
      {isLong && (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="text-ink-3 text-xs underline decoration-line-strong underline-offset-2 hover:text-ink"
        >
          {open ? "Show less" : "Show all"}
        </button>
      )}
    </div>
  );
}

function Fact({ icon, name, children }: { icon: ReactNode; name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-1.5">
      <dt className="flex items-center gap-1.5 text-ink-3">
        {icon}
        {name}
      </dt>
      <dd className="flex min-w-0 flex-wrap items-center gap-1.5">{children}</dd>
    </div>
  );
}

export function ModelHeaderSkeleton({ name }: { name: string }) {
  return (
    <div role="status" aria-label="Loading the model" className="mb-3">
      <h1 className="sr-only">{name}</h1>
      <Skeleton className="h-7 w-56" />
      <Skeleton className="mt-3 h-5 w-96 max-w-full" />
    </div>
  );
}
