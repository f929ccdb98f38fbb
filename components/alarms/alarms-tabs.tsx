"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { routes } from "#client/routes.ts";
import { NavTabs } from "../ui/nav-tabs.tsx";
import { PageHeader } from "../ui/page-header.tsx";

const OTHERS = [
  { href: routes.channels, label: "Channels" },
  { href: routes.silences, label: "Silences" },
  { href: routes.failures, label: "What can go wrong?" },
];

interface AlarmsHeadProps {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
}

/** The head of every page about alarms: its title, and the way to the others. */
export function AlarmsHead({ title, description, actions }: AlarmsHeadProps) {
  const pathname = usePathname();
  const other = OTHERS.find(({ href }) => pathname.startsWith(href));
  const tabs = [
    { href: routes.alarms, label: "Alarms", active: other === undefined },
    ...OTHERS.map((tab) => ({ href: tab.href, label: <span className="whitespace-nowrap">{tab.label}</span>, active: tab === other })),
  ];
  return (
    <>
      <PageHeader title={title} description={description} actions={actions} />
      <div className="-mt-3 mb-5 border-line border-b">
        <NavTabs tabs={tabs} label="Alarms" />
      </div>
    </>
  );
}
