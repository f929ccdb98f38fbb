import type { ComponentProps, ReactNode } from "react";
import { cn } from "#client/cn.ts";
import { Table, Td, Th } from "../ui/table.tsx";

interface Head {
  text: string;
  /** Above figures, which stand at the end of their cell. */
  end?: boolean;
}

/** The head of a column of figures. */
export const figures = (text: string): Head => ({ text, end: true });

interface ChartTableProps {
  label: string;
  /** Text alone is the head of a column of words. */
  heads: readonly (string | Head)[];
  /** Rows. */
  children: ReactNode;
}

/** The numbers of a chart as a table: dense, scrolling in its frame, its heads always in sight. */
export function ChartTable({ label, heads, children }: ChartTableProps) {
  return (
    <Table label={label} tall className="text-xs">
      <thead>
        <tr>
          {heads.map((head, i) => {
            const { text, end } = typeof head === "string" ? { text: head, end: false } : head;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns never move, and two may have the same head
              <Th key={i} className={end ? "text-right" : undefined}>
                {text}
              </Th>
            );
          })}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </Table>
  );
}

/** A cell of it; `end` for figures. */
export function ChartCell({ end, className, ...props }: ComponentProps<"td"> & { end?: boolean }) {
  return <Td className={cn("tabular h-7 whitespace-nowrap py-1", end && "text-right", className)} {...props} />;
}
