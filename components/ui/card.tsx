import type { ReactNode } from "react";
import { cn } from "#client/cn.ts";

interface CardProps {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  /** No padding: a table fills the card to its edge. */
  flush?: boolean;
}

export function Card({ title, description, actions, children, className, flush }: CardProps) {
  return (
    <section className={cn("min-w-0 overflow-hidden rounded-lg border border-line bg-bg", className)}>
      {(title || actions) && (
        <header className={cn("flex flex-wrap items-start justify-between gap-3 px-4 pt-3.5 pb-3", flush && "border-line border-b")}>
          <div className="min-w-40 flex-1">
            {title && <h2 className="font-semibold text-ink text-sm">{title}</h2>}
            {description && <p className="mt-0.5 max-w-2xl text-pretty text-ink-2 text-xs">{description}</p>}
          </div>
          {actions && <div className="flex shrink-0 flex-wrap gap-2">{actions}</div>}
        </header>
      )}
      <div className={cn(!flush && "px-4 pb-4", !flush && !title && !actions && "pt-4")}>{children}</div>
    </section>
  );
}
