import { cn } from "#client/cn.ts";
import { CopyButton } from "./copy-button.tsx";

interface CodeBlockProps {
  code: string;
  /** What it is, e.g. "vector.yaml". */
  title: string;
  className?: string;
}

export function CodeBlock({ code, title, className }: CodeBlockProps) {
  return (
    <figure className={cn("min-w-0 overflow-hidden rounded-lg border border-line bg-surface", className)}>
      <figcaption className="flex h-9 items-center justify-between border-line border-b pr-1 pl-3 text-ink-3 text-xs">
        <span className="truncate">{title}</span>
        <CopyButton value={code} label={`Copy ${title}`} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <pre tabIndex={0} className="overflow-x-auto p-3 font-mono text-ink text-xs leading-5 focus-visible:-outline-offset-2">
        <code>{code}</code>
      </pre>
    </figure>
  );
}
