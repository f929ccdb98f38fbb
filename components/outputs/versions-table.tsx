"use client";

import { useId } from "react";
import { formatCount, formatNumber, formatShare, formatStatistic, NO_NUMBER, withUnit } from "#core/charts/numbers.ts";
import type { OutputColumn, OutputsAnswer } from "#core/contracts/outputs.ts";
import { STATISTIC_SHORT } from "../charts/words.ts";
import { Card } from "../ui/card.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { VerdictBadge } from "../ui/verdict-badge.tsx";
import { Swatch } from "./class-fills.tsx";
import { figureText, metricKey, metricName, rangeText } from "./output-words.ts";

/** The versions side by side: what each said, how people took it, and how far each is from the reference. */
export function VersionsTable({ answer }: { answer: OutputsAnswer }) {
  const id = useId();
  const { versions, drift, metrics } = answer;
  if (versions.length === 0) return null;
  const number = "tabular whitespace-nowrap text-right";
  return (
    <Card
      title="By version"
      description="Every version with predictions in the window, each against the reference. Verdicts are corrected for the number of versions and outputs."
      className="mb-4"
      flush
    >
      <Table label="Outputs by version">
        <thead>
          <tr>
            <Th />
            <Th className="text-right">Reference</Th>
            {versions.map(({ name }) => (
              <Th key={name} className="text-right">
                {name === "" ? "no version" : `Version ${name}`}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Tr>
            <Th scope="row">Predictions</Th>
            <Td className={number}>
              {answer.reference ? formatCount(answer.reference.predictions ?? answer.reference.records) : NO_NUMBER}
            </Td>
            {versions.map(({ name, predictions }) => (
              <Td key={name} className={number}>
                {formatCount(predictions)}
              </Td>
            ))}
          </Tr>
          {metrics.map((metric) => (
            <Tr key={metricKey(metric)}>
              <Th scope="row">{metricName(metric)}</Th>
              <Td className={number}>{figureText(metric.id, metric.reference?.value, metric.unit)}</Td>
              {versions.map(({ name, metrics: own }) => {
                const figure = own.find((candidate) => metricKey(candidate) === metricKey(metric));
                const band = figure && rangeText(metric.id, figure, metric.unit);
                return (
                  <Td key={name} className={number}>
                    {figureText(metric.id, figure?.value, metric.unit)}
                    {band && <span className="block text-2xs text-ink-3">{band}</span>}
                  </Td>
                );
              })}
            </Tr>
          ))}
          {drift.map((column) => (
            <ColumnRows key={column.name} column={column} answer={answer} id={`${id}-${column.name}`} />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

const number = "tabular whitespace-nowrap text-right";

function ColumnRows({ column, answer, id }: { column: OutputColumn; answer: OutputsAnswer; id: string }) {
  const { groups, versions } = column;
  const isNumbers = groups.some(({ kind }) => kind === "range");
  return (
    <>
      <Tr>
        <Th scope="row" className="text-ink">
          {column.name}
        </Th>
        <Td className={number} />
        {versions.map(({ verdict, statistic, reason }, i) => (
          <Td key={answer.versions[i]!.name} className="text-right" title={reason}>
            <VerdictBadge verdict={verdict} />
            {statistic && statistic.value !== null && (
              <span className="tabular block text-2xs text-ink-3">
                {STATISTIC_SHORT[statistic.id]} {formatStatistic(statistic.value)}
              </span>
            )}
          </Td>
        ))}
      </Tr>
      {isNumbers ? (
        <Tr>
          <Th scope="row" className="pl-6 font-normal">
            mean
          </Th>
          <Td className={number}>{numberText(column.reference_mean, column.unit)}</Td>
          {versions.map(({ mean }, i) => (
            <Td key={answer.versions[i]!.name} className={number}>
              {numberText(mean, column.unit)}
            </Td>
          ))}
        </Tr>
      ) : (
        groups.map((group, g) => (
          <Tr key={`${group.kind} ${group.label}`}>
            <Th scope="row" className="pl-6 font-normal">
              <span className="inline-flex items-center gap-1.5">
                <Swatch groups={groups} index={g} id={id} />
                <span className="max-w-48 truncate">{group.label}</span>
              </span>
            </Th>
            <Td className={number}>{formatShare(group.reference_share)}</Td>
            {versions.map(({ shares }, i) => (
              <Td key={answer.versions[i]!.name} className={number}>
                {formatShare(shares?.[g])}
              </Td>
            ))}
          </Tr>
        ))
      )}
    </>
  );
}

function numberText(value: number | null, unit: string | null): string {
  return value === null ? NO_NUMBER : withUnit(formatNumber(value), unit);
}
