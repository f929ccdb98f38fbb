import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#client/cn.ts";

interface EmptyStateProps {
  icon?: LucideIcon;
  title: string;
  /** The next step, in words. */
  children?: ReactNode;
  /** The next step, as a button. */
  action?: ReactNode;
  className?: string;
}

export function EmptyState({ icon: Icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-center justify-center gap-1 px-6 py-14 text-center", className)}>
      {Icon && <Icon className="mb-2 size-5 text-ink-3" aria-hidden />}
      <p className="font-medium text-ink">{title}</p>
      {children && <div className="max-w-md text-pretty text-ink-2">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
