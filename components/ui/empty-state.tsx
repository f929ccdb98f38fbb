import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#client/cn.ts";

interface EmptyStateProps {
  icon?: LucideIcon;
  title: string;
  /** Where it is the whole page, its title is the page's. */
  level?: "h1" | "p";
  /** The next step, in words. */
  children?: ReactNode;
  /** The next step, as a button. */
  action?: ReactNode;
  className?: string;
}

export function EmptyState({ icon: Icon, title, level: Title = "p", children, action, className }: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-center justify-center gap-1 px-6 py-14 text-center", className)}>
      {Icon && <Icon className="mb-2 size-5 text-ink-3" aria-hidden />}
      <Title className="font-medium text-ink">{title}</Title>
      {children && <div className="max-w-md text-pretty text-ink-2">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
