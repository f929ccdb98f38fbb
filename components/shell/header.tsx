"use client";

import { Menu, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { hasTime } from "#client/routes.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import { TimeControls } from "../time/time-controls.tsx";
import { Button } from "../ui/button.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { crumbsOf } from "./crumbs.ts";
import { useShell } from "./shell-context.ts";

export function Header({ onMenu }: { onMenu: () => void }) {
  const pathname = usePathname();
  const { openPalette } = useShell();
  const time = hasTime(pathname);
  return (
    <header className="sticky top-0 z-30 flex flex-wrap items-center gap-x-2 border-line border-b bg-bg px-4 sm:px-6">
      <div className="flex h-12 min-w-0 flex-1 items-center gap-2">
        <Button variant="ghost" size="icon" aria-label="Open the navigation" className="-ml-2 lg:hidden" onClick={onMenu}>
          <Menu aria-hidden />
        </Button>
        <Breadcrumbs crumbs={crumbsOf(pathname)} />
      </div>
      <SearchButton onClick={openPalette} />
      {/* One instance for both layouts: beside the search on wide screens, under it on narrow ones. */}
      {time && (
        <TimeControls className="order-last w-full pb-2 md:order-none md:w-auto md:pb-0 max-md:[&>button:first-child]:flex-1 max-md:[&>button:first-child]:justify-start" />
      )}
    </header>
  );
}

function Breadcrumbs({ crumbs }: { crumbs: ReturnType<typeof crumbsOf> }) {
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5 text-sm">
        {crumbs.map((crumb, index) => {
          const isLast = index === crumbs.length - 1;
          return (
            <li key={crumb.label} className={isLast ? "flex min-w-0" : "hidden min-w-0 shrink-0 items-center gap-1.5 sm:flex"}>
              {crumb.href && !isLast ? (
                <Link href={crumb.href} title={crumb.label} className="max-w-48 truncate text-ink-3 hover:text-ink">
                  {crumb.label}
                </Link>
              ) : (
                <span aria-current="page" className="truncate font-medium text-ink">
                  {crumb.label}
                </span>
              )}
              {!isLast && (
                <span aria-hidden className="text-ink-3">
                  /
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function SearchButton({ onClick }: { onClick: () => void }) {
  const hydrated = useHydrated();
  const isMac = hydrated && /Mac|iPhone|iPad/.test(navigator.userAgent);
  return (
    <Button variant="secondary" aria-label="Open the command palette" onClick={onClick} className="px-2 text-ink-2">
      <Search aria-hidden />
      <span className="hidden items-center gap-0.5 xl:flex">
        <Kbd>{isMac ? "⌘" : "Ctrl"}</Kbd>
        <Kbd>K</Kbd>
      </span>
    </Button>
  );
}
