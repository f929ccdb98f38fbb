"use client";

import { ChartNoAxesColumn, Table2 } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "../ui/button.tsx";

interface ChartFrameProps {
  title: ReactNode;
  /** What the chart shows, in a sentence: read out, and seen. */
  summary: string;
  /** The same numbers as a table. */
  table: ReactNode;
  actions?: ReactNode;
  legend?: ReactNode;
  children: ReactNode;
  /** Names the chart for a screen reader, e.g. "Distribution of age". */
  label: string;
  /** Level of the title: 3 inside a card with a title of its own. */
  level?: 2 | 3;
}

/** Around every chart: title, one line of text, and a switch to the table that holds the same numbers. */
export function ChartFrame({ title, summary, table, actions, legend, children, label, level = 3 }: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section aria-label={label} aria-describedby={id} className="min-w-0">
      <header className="mb-2 flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <Heading className="font-semibold text-ink text-sm">{title}</Heading>
          <p id={id} className="mt-0.5 text-pretty text-ink-2 text-xs">
            {summary}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {actions}
          <Button size="sm" variant="ghost" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? <ChartNoAxesColumn aria-hidden /> : <Table2 aria-hidden />}
            {asTable ? "Chart" : "Table"}
          </Button>
        </div>
      </header>
      {asTable ? (
        table
      ) : (
        <>
          {children}
          {legend}
        </>
      )}
    </section>
  );
}
