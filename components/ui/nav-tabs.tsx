"use client";

import Link from "next/link";
import { type ReactNode, useEffect, useRef } from "react";
import { cn } from "#client/cn.ts";

export interface NavTab {
  href: string;
  label: ReactNode;
  active: boolean;
}

/** Pages side by side: links, not buttons, so each is an address. */
export function NavTabs({ tabs, label }: { tabs: NavTab[]; label: string }) {
  const nav = useRef<HTMLElement>(null);
  const current = tabs.find(({ active }) => active)?.href;
  // On a narrow screen the tab of the page may lie beyond the edge.
  useEffect(() => {
    const [row, tab] = [nav.current, nav.current?.querySelector<HTMLElement>("[aria-current]")];
    if (current === undefined || !row || !tab) return;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }, [current]);
  return (
    <nav ref={nav} aria-label={label} className="-mb-px flex gap-1 overflow-x-auto">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={tab.active ? "page" : undefined}
          className={cn(
            "shrink-0 whitespace-nowrap border-b-2 px-2.5 py-2 text-sm transition-colors focus-visible:-outline-offset-2",
            tab.active ? "border-ink font-medium text-ink" : "border-transparent text-ink-2 hover:border-line hover:text-ink",
          )}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
