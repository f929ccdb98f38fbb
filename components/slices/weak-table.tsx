"use client";

import { BookmarkPlus, List } from "lucide-react";
import Link from "next/link";
import { formatCount, formatNumber, formatP, formatShare } from "#core/charts/numbers.ts";
import type { SlicesAnswer } from "#core/contracts/verdict.ts";
import { Button } from "../ui/button.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { RateBar } from "./rate-bar.tsx";
import { useRecordsHref } from "./records-href.ts";
import { differenceText, LOSS_WORDS, type Loss, rateText, sliceName } from "./slice-words.ts";
import { type Sort, useSort } from "./slices-state.ts";
import { SortHeader } from "./sort-header.tsx";

export type WeakSlice = SlicesAnswer["slices"][number];

const VALUE: Record<Sort, (slice: WeakSlice) => number> = {
  lost: (slice) => -slice.lost_value,
  n: (slice) => -slice.n,
  rate: (slice) => -slice.rate,
  change: (slice) => -(slice.change ?? Number.NEGATIVE_INFINITY),
  p: (slice) => slice.adjusted_p,
};

interface WeakTableProps {
  answer: SlicesAnswer;
  loss: Loss;
  unit: string | null;
  onSave: (slice: WeakSlice) => void;
}

/** The weak slices, by what is lost there unless sorted otherwise. */
export function WeakTable({ answer, loss, unit, onSave }: WeakTableProps) {
  const [sort, setSort] = useSort();
  const href = useRecordsHref(answer);
  const rows = [...answer.slices].sort((a, b) => VALUE[sort](a) - VALUE[sort](b));
  const most = Math.max(...rows.map(({ rate }) => rate), 0);
  const words = LOSS_WORDS[loss];
  const head = (id: Sort, label: string, title: string) => (
    <SortHeader active={sort === id} onSort={() => void setSort(id)} title={title} ascending={id === "p"}>
      {label}
    </SortHeader>
  );
  return (
    <Table label="Weak slices">
      <thead>
        <tr>
          <Th className="min-w-44">Slice</Th>
          {head("rate", words.rate, "Now, in the slice; the line in the bar is where all other records are")}
          <Th className="text-right" title="All other records of the window">
            Elsewhere
          </Th>
          <Th className="text-right" title="The same slice under the reference">
            Before
          </Th>
          {head("change", "Change", "Since the reference, in this slice")}
          {head("lost", words.lost, words.lostMeaning)}
          {head("n", "Records", "Labelled records of the window in the slice, and their share of all")}
          {head("p", "p", "Chance of such a difference without a real one, corrected over all slices tried")}
          <Th>
            <span className="sr-only">What to do</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((slice) => {
          const name = sliceName(slice.parts);
          return (
            <Tr key={name}>
              <Td>
                {slice.parts.map(({ column, value }) => (
                  <span key={column} className="block text-pretty">
                    <span className="text-ink-2">{column}</span> <span className="font-medium text-ink">{value}</span>
                  </span>
                ))}
              </Td>
              <Td className="tabular text-right">
                <span className="inline-flex items-center justify-end gap-2.5">
                  <RateBar value={slice.rate} rest={slice.rest_rate} most={most} />
                  <span className="w-14 whitespace-nowrap font-medium text-ink">{rateText(loss, slice.rate, unit)}</span>
                </span>
              </Td>
              <Td className="tabular whitespace-nowrap text-right">{rateText(loss, slice.rest_rate, unit)}</Td>
              <Td className="tabular whitespace-nowrap text-right">
                {rateText(loss, slice.reference_rate, unit)}
                {slice.reference_n > 0 && <span className="block text-ink-3 text-xs">of {formatCount(slice.reference_n)}</span>}
              </Td>
              <Td className="tabular whitespace-nowrap text-right">{differenceText(loss, slice.change, unit)}</Td>
              <Td className="tabular whitespace-nowrap text-right">{formatNumber(slice.lost_value)}</Td>
              <Td className="tabular whitespace-nowrap text-right">
                {formatCount(slice.n)}
                <span className="block text-ink-3 text-xs">{formatShare(slice.share)}</span>
              </Td>
              <Td className="tabular whitespace-nowrap text-right">{formatP(slice.adjusted_p)}</Td>
              <Td>
                {slice.filter ? (
                  <span className="flex justify-end gap-2">
                    <Button asChild size="sm">
                      <Link href={href(slice.filter)} aria-label={`Open records of ${name}`}>
                        <List aria-hidden />
                        Open records
                      </Link>
                    </Button>
                    <Button size="sm" aria-label={`Save slice ${name}`} onClick={() => onSave(slice)}>
                      <BookmarkPlus aria-hidden />
                      Save slice
                    </Button>
                  </span>
                ) : (
                  <span className="block max-w-44 text-right text-ink-3 text-xs">More values than a filter can name</span>
                )}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
