import Link from "next/link";
import { formatCount, formatPoints, formatShare } from "#core/charts/numbers.ts";
import { type Bin, binLabel } from "../charts/prepare-distribution.ts";
import { Table, Td, Th, Tr } from "../ui/table.tsx";

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
    <div className="max-h-96 overflow-y-auto">
      <Table label={label} className="text-xs">
        <thead>
          <tr>
            <Th>Bin</Th>
            <Th className="text-right">Reference</Th>
            <Th className="text-right">Share</Th>
            <Th className="text-right">Current</Th>
            <Th className="text-right">Share</Th>
            <Th className="text-right">Change</Th>
            {part && <Th className="text-right">{part.title}</Th>}
          </tr>
        </thead>
        <tbody>
          {bins.map((bin) => {
            const href = link?.([bin]) ?? null;
            return (
              <Tr key={`${bin.kind} ${bin.label} ${bin.from} ${bin.to}`}>
                <Td className="tabular h-7 max-w-48 truncate py-1" title={bin.label}>
                  {href ? (
                    <Link href={href} className="underline decoration-line-strong underline-offset-2 hover:decoration-current">
                      {binLabel(bin)}
                    </Link>
                  ) : (
                    <span className={bin.kind === "range" || bin.kind === "category" ? undefined : "text-ink-2 italic"}>
                      {binLabel(bin)}
                    </span>
                  )}
                </Td>
                <Td className="tabular h-7 py-1 text-right">{formatCount(bin.reference)}</Td>
                <Td className="tabular h-7 py-1 text-right text-ink-2">{formatShare(bin.reference_share)}</Td>
                <Td className="tabular h-7 py-1 text-right">{formatCount(bin.current)}</Td>
                <Td className="tabular h-7 py-1 text-right text-ink-2">{formatShare(bin.current_share)}</Td>
                <Td className="tabular h-7 py-1 text-right">{formatPoints(bin.current_share - bin.reference_share)}</Td>
                {part && <Td className="tabular h-7 py-1 text-right">{part.format(bin.contribution ?? 0)}</Td>}
              </Tr>
            );
          })}
        </tbody>
      </Table>
    </div>
  );
}
