"use client";

import { BellRing, BookText, LayoutList, type LucideIcon, Plug, Siren } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { useIncidents } from "#client/api/incidents.ts";
import { useModels } from "#client/api/models.ts";
import { cn } from "#client/cn.ts";
import { modelOfPath, routes } from "#client/routes.ts";
import { carriedQuery } from "#client/url-state.ts";
import { worstVerdict } from "../models/concept-badge.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { VerdictIcon } from "../ui/verdict-badge.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { Logo } from "./logo.tsx";

interface SidebarProps {
  /** Called when a link was followed: the drawer closes. */
  onNavigate?: () => void;
}

export function Sidebar({ onNavigate }: SidebarProps) {
  const pathname = usePathname();
  const search = useSearchParams();
  const shared = carriedQuery(search, ["refresh", "tz"]);
  return (
    <div className="flex h-full flex-col">
      <Link
        href={`${routes.overview}${shared}`}
        {...(onNavigate ? { onClick: onNavigate } : {})}
        className="flex h-12 shrink-0 items-center gap-2 px-4 font-semibold text-ink tracking-tight focus-visible:-outline-offset-2"
      >
        <Logo className="size-5 text-accent" />
        Tidemark
      </Link>
      <nav aria-label="Main" className="flex min-h-0 flex-1 flex-col gap-0.5 overflow-y-auto px-2 py-2">
        <Item href={`${routes.overview}${shared}`} icon={LayoutList} active={pathname === "/"} onNavigate={onNavigate}>
          Overview
        </Item>
        <Item
          href={routes.incidents}
          icon={Siren}
          active={pathname.startsWith(routes.incidents)}
          onNavigate={onNavigate}
          end={<FiringCount />}
        >
          Incidents
        </Item>
        <Item href={routes.alarms} icon={BellRing} active={pathname.startsWith(routes.alarms)} onNavigate={onNavigate}>
          Alarms
        </Item>
        <Item href={routes.connect} icon={Plug} active={pathname.startsWith(routes.connect)} onNavigate={onNavigate}>
          Connect
        </Item>
        <Item href={routes.apiReference} icon={BookText} active={pathname.startsWith(routes.apiReference)} onNavigate={onNavigate}>
          API reference
        </Item>
        <ModelLinks current={modelOfPath(pathname)} query={shared} onNavigate={onNavigate} />
      </nav>
      <div className="shrink-0 border-line border-t p-2">
        <AccountMenu />
      </div>
    </div>
  );
}

interface ItemProps {
  href: string;
  icon: LucideIcon;
  active: boolean;
  children: string;
  /** At the end of the line. */
  end?: ReactNode;
  onNavigate?: (() => void) | undefined;
}

const linkClass = "flex h-8 shrink-0 items-center gap-2 rounded-md px-2 text-sm transition-colors focus-visible:-outline-offset-2";
const activeClass = "bg-hover font-medium text-ink";
const idleClass = "text-ink-2 hover:bg-hover hover:text-ink";

function Item({ href, icon: Icon, active, children, end, onNavigate }: ItemProps) {
  return (
    <Link
      href={href}
      aria-current={active ? "page" : undefined}
      {...(onNavigate ? { onClick: onNavigate } : {})}
      className={cn(linkClass, active ? activeClass : idleClass)}
    >
      <Icon className="size-4 shrink-0 text-ink-3" aria-hidden />
      {children}
      {end}
    </Link>
  );
}

/** Enough to say "more than that". */
const MOST_COUNTED = 99;

/** How many incidents fire: part of the link's name, and nothing at all while nothing fires. */
function FiringCount() {
  const firing = useIncidents({ status: "firing", limit: MOST_COUNTED + 1 }).data?.data.length ?? 0;
  if (firing === 0) return null;
  return (
    <span className="tabular ml-auto inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-drift-soft px-1.5 font-medium text-2xs text-drift">
      {firing > MOST_COUNTED ? `${MOST_COUNTED}+` : firing}
      <span className="sr-only"> firing</span>
    </span>
  );
}

function ModelLinks({ current, query, onNavigate }: { current: string | null; query: string; onNavigate?: (() => void) | undefined }) {
  const models = useModels();
  return (
    <div className="mt-4 flex flex-col gap-0.5">
      <h2 className="px-2 pb-1 font-medium text-2xs text-ink-3">Models</h2>
      {models.isPending && [0, 1, 2].map((row) => <Skeleton key={row} className="mx-2 my-2 h-4" />)}
      {models.isError && <p className="px-2 text-ink-3 text-xs">The list could not be loaded.</p>}
      {models.data?.data.length === 0 && <p className="px-2 text-ink-3 text-xs">None yet. The first record makes one.</p>}
      {models.data?.data.map((model) => {
        const active = model.name === current;
        return (
          <Link
            key={model.name}
            href={`${routes.drift(model.name)}${query}`}
            aria-current={active ? "true" : undefined}
            {...(onNavigate ? { onClick: onNavigate } : {})}
            className={cn(linkClass, active ? activeClass : idleClass)}
          >
            <VerdictIcon verdict={worstVerdict(model.health)} className="mx-px" />
            <span className="truncate" title={model.title}>
              {model.title}
            </span>
          </Link>
        );
      })}
    </div>
  );
}
