import { Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#client/cn.ts";

interface NoticeProps {
  tone?: "info" | "warning";
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** A sentence that the page must be read with: data is late, capped, partial or moved. */
export function Notice({ tone = "info", children, action, className }: NoticeProps) {
  const Icon = tone === "warning" ? TriangleAlert : Info;
  return (
    <div
      className={cn(
        "flex items-start gap-2 rounded-md px-3 py-2 text-ink text-sm",
        tone === "warning" ? "bg-warning-soft" : "bg-accent-soft",
        className,
      )}
    >
      <Icon className={cn("mt-0.5 size-4 shrink-0", tone === "warning" ? "text-warning" : "text-accent")} aria-hidden />
      <div className="min-w-0 flex-1 break-words">{children}</div>
      {action}
    </div>
  );
}
