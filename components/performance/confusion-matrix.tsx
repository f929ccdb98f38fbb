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
  /** Null: of two classes that are counted together as "other" nobody can say whether they are the same. */
  right: boolean | null;
}

/** With more classes the cells are low, so that a row and its neighbours stay in view. */
const MANY = 8;
const RIGHT_WORDS = new Map([
  [true, "yes"],
  [false, "no"],
  [null, "unknown"],
]);

function cellsOf({ names, counts, row_shares }: Confusion): Cell[][] {
  return counts.map((row, i) =>
    row.map((count, j) => ({
      label: nameOf(names[i] ?? null),
      prediction: nameOf(names[j] ?? null),
      count,
      share: row_shares[i]?.[j] ?? 0,
      right: i !== j ? false : names[i] === null ? null : true,
    })),
  );
}

/** Labels in rows, predictions in columns; the fill is the share of the row, so rare classes are seen as well as frequent ones. */
export function ConfusionMatrix({ confusion }: { confusion: Confusion }) {
  const cells = cellsOf(confusion);
  const many = cells.length > MANY;
  const unknown = cells.flat().find(({ right, count }) => right === null && count > 0);
  const worst = cells
    .flat()
    .filter(({ right, count }) => right === false && count > 0)
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
        <p className="mt-2 text-ink-3 text-xs">
          Shares and fill are of the row: of the predictions with that label. Outlined: right.
          {unknown && " Rarer classes are counted together as other: where both are, it is not known whether they are the same."}
        </p>
      }
    >
      <Table
        label="Confusion matrix: labels in rows, predictions in columns"
        className="w-auto min-w-80 table-fixed border-separate border-spacing-1 text-xs"
      >
        <thead>
          <tr>
            <th className="sticky left-0 z-10 bg-bg px-2 text-left font-normal text-ink-3" scope="col">
              label ↓ predicted →
            </th>
            {cells[0]?.map(({ prediction }) => (
              <th
                key={prediction}
                scope="col"
                className={cn("max-w-36 truncate px-2 py-1 text-center font-medium text-ink-2", many ? "min-w-18" : "min-w-24")}
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
              <th
                scope="row"
                className="sticky left-0 z-10 max-w-36 truncate bg-bg px-2 text-left font-medium text-ink-2"
                title={row[0]?.label}
              >
                {row[0]?.label}
              </th>
              {row.map((cell) => (
                <MatrixCell key={cell.prediction} cell={cell} many={many} />
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </ChartFrame>
  );
}

function MatrixCell({ cell: { count, share, right }, many }: { cell: Cell; many: boolean }) {
  const fill = right === null ? "--line-strong" : right ? "--series-current" : "--series-3";
  return (
    <td
      className={cn("tabular relative rounded px-2 text-center", many ? "h-10 py-0.5" : "py-3", right && "outline-1 outline-line-strong")}
      style={{ backgroundColor: `color-mix(in oklab, var(${fill}) ${Math.round(share * 32)}%, var(--bg))` }}
    >
      {count === 0 ? (
        <span className="text-ink-3">0</span>
      ) : (
        <>
          <span className={cn("block font-medium text-ink", !many && "text-sm")}>{formatShare(share)}</span>
          <span className="block text-ink-2">{formatCount(count)}</span>
        </>
      )}
    </td>
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
          <ChartCell>{RIGHT_WORDS.get(cell.right)}</ChartCell>
        </Tr>
      ))}
    </ChartTable>
  );
}
