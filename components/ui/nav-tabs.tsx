import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "#client/cn.ts";

export interface NavTab {
  href: string;
  label: ReactNode;
  active: boolean;
}

/** Pages side by side: links, not buttons, so each is an address. */
export function NavTabs({ tabs, label }: { tabs: NavTab[]; label: string }) {
  return (
    <nav aria-label={label} className="-mb-px flex gap-1 overflow-x-auto">
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
