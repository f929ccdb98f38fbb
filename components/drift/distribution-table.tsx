import Link from "next/link";
import { formatCount, formatPoints, formatShare } from "#core/charts/numbers.ts";
import { ChartCell, ChartTable, figures } from "../charts/chart-table.tsx";
import { type Bin, binLabel } from "../charts/prepare-distribution.ts";
import { Tr } from "../ui/table.tsx";

interface DistributionTableProps {
  bins: readonly (Bin & { contribution?: number })[];
  link?: (bins: readonly Bin[]) => string | null;
  /** Head and writing of a further column, for a statistic's parts. */
  part?: { title: string; format: (value: number) => string };
  label?: string;
}

/** Every bin with both counts and shares. */
export function DistributionTable({ bins, link, part, label = "Bins with their counts" }: DistributionTableProps) {
  return (
    <ChartTable
      label={label}
      heads={["Bin", ...["Reference", "Share", "Current", "Share", "Change", ...(part ? [part.title] : [])].map(figures)]}
    >
      {bins.map((bin) => {
        const href = link?.([bin]) ?? null;
        return (
          <Tr key={`${bin.kind} ${bin.label} ${bin.from} ${bin.to}`}>
            <ChartCell className="max-w-48 truncate" title={bin.label}>
              {href ? (
                <Link href={href} className="underline decoration-line-strong underline-offset-2 hover:decoration-current">
                  {binLabel(bin)}
                </Link>
              ) : (
                <span className={bin.kind === "range" || bin.kind === "category" ? undefined : "text-ink-2 italic"}>{binLabel(bin)}</span>
              )}
            </ChartCell>
            <ChartCell end>{formatCount(bin.reference)}</ChartCell>
            <ChartCell end className="text-ink-2">
              {formatShare(bin.reference_share)}
            </ChartCell>
            <ChartCell end>{formatCount(bin.current)}</ChartCell>
            <ChartCell end className="text-ink-2">
              {formatShare(bin.current_share)}
            </ChartCell>
            <ChartCell end>{formatPoints(bin.current_share - bin.reference_share)}</ChartCell>
            {part && <ChartCell end>{part.format(bin.contribution ?? 0)}</ChartCell>}
          </Tr>
        );
      })}
    </ChartTable>
  );
}
