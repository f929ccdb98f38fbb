"use client";

import Link from "next/link";
import { useState } from "react";
import { formatCount, formatShare } from "#core/charts/numbers.ts";
import type { SlicesAnswer } from "#core/contracts/verdict.ts";
import { Card } from "../ui/card.tsx";
import { Select } from "../ui/select.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { RateBar } from "./rate-bar.tsx";
import { useRecordsHref } from "./records-href.ts";
import { differenceText, LOSS_WORDS, type Loss, rateText } from "./slice-words.ts";

const ALL = "";
/** Columns shown at once before one is chosen: those by whose values losses differ most. */
const FIRST = 5;

/** Every value or range of every column and tag, weak or not. */
export function ValuesCard({ answer, loss, unit }: { answer: SlicesAnswer; loss: Loss; unit: string | null }) {
  const [chosen, setChosen] = useState(ALL);
  const { columns } = answer;
  const shown = columns.some(({ column }) => column === chosen)
    ? columns.filter(({ column }) => column === chosen)
    : columns.slice(0, chosen === "*" ? columns.length : FIRST);
  return (
    <Card
      title="Every value by performance"
      description="Columns first whose values differ most. Ranges are tenths of the window and the reference together; values are not judged here, so a small group may differ by chance."
      className="mb-4"
      flush
      actions={
        <Select
          aria-label="Column"
          size="sm"
          value={chosen}
          options={[
            { value: ALL, label: `The ${Math.min(FIRST, columns.length)} that differ most` },
            { value: "*", label: `All ${formatCount(columns.length)}` },
            ...columns.map(({ column }) => ({ value: column, label: column })),
          ]}
          onValueChange={setChosen}
        />
      }
    >
      <ValuesTable answer={answer} columns={shown} loss={loss} unit={unit} />
    </Card>
  );
}

interface ValuesTableProps {
  answer: SlicesAnswer;
  columns: SlicesAnswer["columns"];
  loss: Loss;
  unit: string | null;
}

function ValuesTable({ answer, columns, loss, unit }: ValuesTableProps) {
  const href = useRecordsHref(answer);
  const most = Math.max(...columns.flatMap(({ values }) => values.map(({ rate }) => rate ?? 0)), 0);
  return (
    <Table label="Every value by performance">
      <thead>
        <tr>
          <Th className="min-w-40">Value</Th>
          <Th className="text-right">{LOSS_WORDS[loss].rate}</Th>
          <Th className="text-right">Before</Th>
          <Th className="text-right">Change</Th>
          <Th className="text-right">Records</Th>
        </tr>
      </thead>
      {columns.map(({ column, values }) => (
        <tbody key={column}>
          <tr>
            <th scope="rowgroup" colSpan={5} className="border-line border-b bg-surface px-3 py-1.5 text-left font-medium text-ink text-xs">
              {column}
            </th>
          </tr>
          {values.map((value) => (
            <Tr key={value.value}>
              <Td>
                {value.filter && value.n > 0 ? (
                  <Link href={href(value.filter)} className="underline decoration-line-strong underline-offset-2 hover:text-accent">
                    {value.value}
                  </Link>
                ) : (
                  value.value
                )}
              </Td>
              <Td className="tabular text-right">
                <span className="inline-flex items-center justify-end gap-2.5">
                  {value.rate !== null && <RateBar value={value.rate} rest={answer.rate} most={most} />}
                  <span className="w-14 whitespace-nowrap">{rateText(loss, value.rate, unit)}</span>
                </span>
              </Td>
              <Td className="tabular whitespace-nowrap text-right">{rateText(loss, value.reference_rate, unit)}</Td>
              <Td className="tabular whitespace-nowrap text-right">
                {differenceText(
                  loss,
                  value.rate !== null && value.reference_rate !== null ? value.rate - value.reference_rate : null,
                  unit,
                )}
              </Td>
              <Td className="tabular whitespace-nowrap text-right">
                {formatCount(value.n)} <span className="inline-block w-14 text-ink-3 text-xs">{formatShare(value.share)}</span>
              </Td>
            </Tr>
          ))}
        </tbody>
      ))}
    </Table>
  );
}
