"use client";

import { cn } from "#client/cn.ts";
import { formatCount, formatShare } from "#core/charts/numbers.ts";
import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { ChartCell, ChartTable, figures } from "../charts/chart-table.tsx";
import { Table, Tr } from "../ui/table.tsx";

type Confusion = NonNullable<NonNullable<PerformanceAnswer["curves"]>["confusion"]>;

const nameOf = (name: string | null) => (name === null ? "other" : name === "" ? '""' : name);

interface Cell {
  label: string;
  prediction: string;
  count: number;
  share: number;
  right: boolean;
}

function cellsOf({ names, counts, row_shares }: Confusion): Cell[][] {
  return counts.map((row, i) =>
    row.map((count, j) => ({
      label: nameOf(names[i] ?? null),
      prediction: nameOf(names[j] ?? null),
      count,
      share: row_shares[i]?.[j] ?? 0,
      right: i === j && names[i] !== null,
    })),
  );
}

/** Labels in rows, predictions in columns; the fill is the share of the row, so rare classes are seen as well as frequent ones. */
export function ConfusionMatrix({ confusion }: { confusion: Confusion }) {
  const cells = cellsOf(confusion);
  const worst = cells
    .flat()
    .filter(({ right, count }) => !right && count > 0)
    .sort((a, b) => b.count - a.count)[0];
  return (
    <ChartFrame
      title="Confusion matrix"
      label="Confusion matrix"
      level={2}
      summary={
        worst
          ? `Most frequent mistake: label ${worst.label} predicted as ${worst.prediction}, ${formatCount(worst.count)} times (${formatShare(worst.share)} of that label).`
          : `No mistake in ${formatCount(confusion.n)} labelled predictions.`
      }
      table={<CellTable cells={cells.flat()} />}
      legend={
        <p className="mt-2 text-ink-3 text-xs">Shares and fill are of the row: of the predictions with that label. Outlined: right.</p>
      }
    >
      <Table
        label="Confusion matrix: labels in rows, predictions in columns"
        className="w-auto min-w-80 table-fixed border-separate border-spacing-1 text-xs"
      >
        <thead>
          <tr>
            <th className="px-2 text-left font-normal text-ink-3" scope="col">
              label ↓ predicted →
            </th>
            {cells[0]?.map(({ prediction }) => (
              <th
                key={prediction}
                scope="col"
                className="min-w-24 max-w-36 truncate px-2 py-1 text-center font-medium text-ink-2"
                title={prediction}
              >
                {prediction}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cells.map((row) => (
            <tr key={row[0]?.label}>
              <th scope="row" className="max-w-36 truncate px-2 text-left font-medium text-ink-2" title={row[0]?.label}>
                {row[0]?.label}
              </th>
              {row.map((cell) => (
                <td
                  key={cell.prediction}
                  className={cn("tabular relative rounded px-2 py-3 text-center", cell.right ? "outline-1 outline-line-strong" : "")}
                  style={{
                    backgroundColor: `color-mix(in oklab, var(${cell.right ? "--series-current" : "--series-3"}) ${Math.round(cell.share * 32)}%, var(--bg))`,
                  }}
                >
                  <span className="block font-medium text-ink text-sm">{formatShare(cell.share)}</span>
                  <span className="block text-ink-2">{formatCount(cell.count)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </ChartFrame>
  );
}

function CellTable({ cells }: { cells: readonly Cell[] }) {
  return (
    <ChartTable
      label="Cells of the confusion matrix"
      heads={["Label", "Predicted", figures("Count"), figures("Share of the label"), "Right"]}
    >
      {cells.map((cell) => (
        <Tr key={`${cell.label} ${cell.prediction}`}>
          <ChartCell>{cell.label}</ChartCell>
          <ChartCell>{cell.prediction}</ChartCell>
          <ChartCell end>{formatCount(cell.count)}</ChartCell>
          <ChartCell end>{formatShare(cell.share)}</ChartCell>
          <ChartCell>{cell.right ? "yes" : "no"}</ChartCell>
        </Tr>
      ))}
    </ChartTable>
  );
}
