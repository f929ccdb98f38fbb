import type { ComponentProps } from "react";
import { cn } from "#client/cn.ts";

/** Scrolls sideways inside its frame, so that the page never does. The frame takes focus, for scrolling by keyboard. */
export function Table({ className, label, children, ...props }: ComponentProps<"table"> & { label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className="relative w-full overflow-x-auto focus-visible:-outline-offset-2">
      <table className={cn("w-full border-collapse text-sm", className)} {...props}>
        {children}
      </table>
    </section>
  );
}

export function Th({ className, scope, ...props }: ComponentProps<"th">) {
  return (
    <th
      scope={scope ?? "col"}
      className={cn("h-9 whitespace-nowrap border-line border-b px-3 text-left align-middle font-medium text-ink-3 text-xs", className)}
      {...props}
    />
  );
}

export function Td({ className, ...props }: ComponentProps<"td">) {
  return <td className={cn("h-10 border-line border-b px-3 py-1.5 align-middle", className)} {...props} />;
}

export function Tr({ className, ...props }: ComponentProps<"tr">) {
  return <tr className={cn("group/row transition-colors [tbody_&:hover]:bg-surface", className)} {...props} />;
}
