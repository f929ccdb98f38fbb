import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "#client/cn.ts";
import { formatPoints, formatShare } from "#core/charts/numbers.ts";

export interface ShareRow {
  key: string;
  label: string;
  /** Written apart from the values: missing, invalid, other, ends. */
  isOwn: boolean;
  reference: number;
  current: number;
  /** Its part in the statistic, as share of the whole; null where that means nothing. */
  part: number | null;
  href: string | null;
}

/** Paired bars with their numbers: reference an outline, current filled. For categories, missing, invalid, other and ends. */
export function ShareBars({
  rows,
  label,
  partTitle,
  more,
}: {
  rows: readonly ShareRow[];
  label: string;
  partTitle?: string;
  more?: ReactNode;
}) {
  const top = Math.max(1e-9, ...rows.flatMap(({ reference, current }) => [reference, current]));
  const hasParts = partTitle !== undefined;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="overflow-x-auto" aria-label={label} tabIndex={0}>
      <table className="w-full border-collapse text-xs">
        <thead>
          <tr className="text-left text-ink-3 [&_th]:h-6 [&_th]:whitespace-nowrap [&_th]:font-normal">
            <th scope="col" className="pr-3">
              Value
            </th>
            <th scope="col" className="w-full min-w-24">
              <span className="sr-only">Shares as bars</span>
            </th>
            <th scope="col" className="pl-3 text-right">
              Reference
            </th>
            <th scope="col" className="pl-3 text-right">
              Current
            </th>
            <th scope="col" className="pl-3 text-right">
              Change
            </th>
            {hasParts && (
              <th scope="col" className="pl-3 text-right">
                {partTitle}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.key} row={row} top={top} hasParts={hasParts} />
          ))}
        </tbody>
      </table>
      {more}
    </section>
  );
}

function Row({ row, top, hasParts }: { row: ShareRow; top: number; hasParts: boolean }) {
  const width = (share: number) => `${Math.max(share > 0 ? 0.6 : 0, (share / top) * 100)}%`;
  const title = <span className={cn("block max-w-40 truncate sm:max-w-56", row.isOwn && "text-ink-2 italic")}>{row.label}</span>;
  return (
    <tr className="hover:bg-surface">
      <th scope="row" className="pr-3 text-left font-normal text-ink" title={row.label}>
        {row.href ? (
          <Link
            href={row.href}
            className="underline decoration-line-strong underline-offset-2 hover:decoration-current"
            title={`Records with ${row.label}`}
          >
            {title}
          </Link>
        ) : (
          title
        )}
      </th>
      <td className="relative h-7">
        <span aria-hidden className="absolute inset-y-1.5 left-0 bg-series-current/50" style={{ width: width(row.current) }} />
        {row.reference > 0 && (
          <span
            aria-hidden
            className="absolute inset-y-1 left-0 border-[1.75px] border-series-reference"
            style={{ width: width(row.reference) }}
          />
        )}
      </td>
      <td className="tabular whitespace-nowrap pl-3 text-right text-ink-2">{formatShare(row.reference)}</td>
      <td className="tabular whitespace-nowrap pl-3 text-right text-ink">{formatShare(row.current)}</td>
      <td className="tabular whitespace-nowrap pl-3 text-right text-ink-2">{formatPoints(row.current - row.reference)}</td>
      {hasParts && <td className="tabular whitespace-nowrap pl-3 text-right text-ink">{formatShare(row.part)}</td>}
    </tr>
  );
}
