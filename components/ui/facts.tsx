import type { ReactNode } from "react";

/** The heading of a part of a sheet. */
export function SheetHeading({ children }: { children: string }) {
  return <h3 className="mb-1.5 font-semibold text-ink text-sm">{children}</h3>;
}

/** One of a list of facts (`dl`): its name, small, above what it is. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-3">{name}</dt>
      <dd className="tabular break-words text-ink">{children}</dd>
    </div>
  );
}
