import type { ComponentProps } from "react";
import { cn } from "#client/cn.ts";

// A border of a cell that sticks stays behind when it is collapsed with its neighbours': the line is a shadow.
const TALL =
  "max-h-96 overflow-y-auto [&_thead_th]:sticky [&_thead_th]:top-0 [&_thead_th]:z-10 [&_thead_th]:bg-bg [&_thead_th]:shadow-[inset_0_-1px_0_var(--line)]";

interface TableProps extends ComponentProps<"table"> {
  label: string;
  /** Many rows: scrolls down inside its frame too, with the heads always in sight. */
  tall?: boolean;
}

/** Scrolls sideways inside its frame, so that the page never does. The frame takes focus, for scrolling by keyboard. */
export function Table({ className, label, tall = false, children, ...props }: TableProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className={cn("relative w-full overflow-x-auto focus-visible:-outline-offset-2", tall && TALL)}
    >
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
