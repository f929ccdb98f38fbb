import { ChartCell, ChartTable, figures } from "../charts/chart-table.tsx";
import { Tr } from "../ui/table.tsx";

/** The numbers of a curve, as they are written; the rows stay in the curve's order. */
export function CurveTable({ label, heads, rows }: { label: string; heads: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <ChartTable label={label} heads={heads.map(figures)}>
      {rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: points of a curve have no other name, and neighbours may be written alike
        <Tr key={i}>
          {row.map((cell, column) => (
            <ChartCell key={heads[column]} end>
              {cell}
            </ChartCell>
          ))}
        </Tr>
      ))}
    </ChartTable>
  );
}
