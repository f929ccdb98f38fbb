import type { ReactNode } from "react";

/** The frame of what a chart says about the point under the pointer. */
export function TooltipBox({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <div className="max-w-64 rounded-md border border-line bg-bg px-2.5 py-1.5 text-ink text-xs shadow-float">
      <p className="tabular break-words font-medium">{title}</p>
      <div className="tabular mt-0.5 text-ink-2">{children}</div>
    </div>
  );
}
