import { formatP } from "#core/charts/numbers.ts";
import type { SlicesAnswer } from "#core/contracts/verdict.ts";
import { Card } from "../ui/card.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { changeSentence, differenceText, type Loss } from "./slice-words.ts";

type Part = SlicesAnswer["changes"][number]["mix"];

/** How much of the overall change is another mix of records, and how much is other results on the same kind of records. */
export function ChangeCard({ answer, loss, unit }: { answer: SlicesAnswer; loss: Loss; unit: string | null }) {
  const sentence = changeSentence(answer, unit);
  if (!sentence) return null;
  return (
    <Card title="Mix or within?" description={sentence} className="mb-4" flush>
      <Table label="Mix or within">
        <thead>
          <tr>
            <Th>Taken apart by</Th>
            <Th className="text-right" title="More or fewer records of values that are harder than the average">
              Mix
            </Th>
            <Th className="text-right">p</Th>
            <Th className="text-right" title="The same values doing worse, or better">
              Within
            </Th>
            <Th className="text-right">p</Th>
            <Th className="min-w-44" title="The value with the largest part of the change">
              Most of it
            </Th>
          </tr>
        </thead>
        <tbody>
          {answer.changes.map(({ column, mix, within, values }) => (
            <Tr key={column}>
              <Td>{column}</Td>
              <PartCells part={mix} loss={loss} unit={unit} />
              <PartCells part={within} loss={loss} unit={unit} />
              <Td className="text-ink-2">
                {values[0] && (
                  <>
                    {values[0].value}{" "}
                    <span className="tabular whitespace-nowrap text-ink-3 text-xs">
                      {differenceText(loss, values[0].mix + values[0].within, unit)}
                    </span>
                  </>
                )}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function PartCells({ part, loss, unit }: { part: Part; loss: Loss; unit: string | null }) {
  return (
    <>
      <Td className="tabular text-right">
        <span className="whitespace-nowrap font-medium text-ink">{differenceText(loss, part.value, unit)}</span>
        <span className="block whitespace-nowrap text-ink-3 text-xs">
          {differenceText(loss, part.lower, unit)} to {differenceText(loss, part.upper, unit)}
        </span>
      </Td>
      <Td className="tabular whitespace-nowrap text-right">{formatP(part.p)}</Td>
    </>
  );
}
