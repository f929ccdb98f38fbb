import { ArrowDown } from "lucide-react";
import type { ReactNode } from "react";
import { Th } from "../ui/table.tsx";

interface SortHeaderProps {
  children: ReactNode;
  title?: string;
  active: boolean;
  onSort: () => void;
  /** p sorts from the smallest. */
  ascending?: boolean;
}

/** The head of a column that the table can be sorted by. */
export function SortHeader({ children, title, active, onSort, ascending = false }: SortHeaderProps) {
  return (
    <Th className="text-right" title={title} aria-sort={active ? (ascending ? "ascending" : "descending") : undefined}>
      <button
        type="button"
        onClick={onSort}
        className={active ? "inline-flex items-center gap-1 font-medium text-ink" : "inline-flex items-center gap-1 hover:text-ink"}
      >
        {active && <ArrowDown className={ascending ? "size-3 rotate-180" : "size-3"} aria-hidden />}
        {children}
      </button>
    </Th>
  );
}
