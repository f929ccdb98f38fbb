import { Table, Td, Th, Tr } from "../ui/table.tsx";

/** The numbers of a curve, as they are written; the rows stay in the curve's order. */
export function CurveTable({ label, heads, rows }: { label: string; heads: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <div className="max-h-80 overflow-y-auto">
      <Table label={label} className="text-xs">
        <thead>
          <tr>
            {heads.map((head) => (
              <Th key={head} className="text-right">
                {head}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: points of a curve have no other name, and neighbours may be written alike
            <Tr key={i}>
              {row.map((cell, column) => (
                <Td key={heads[column]} className="tabular h-7 whitespace-nowrap py-1 text-right">
                  {cell}
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
