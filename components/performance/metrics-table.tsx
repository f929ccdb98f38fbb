"use client";

import { formatCount } from "#core/charts/numbers.ts";
import type { PerformanceAnswer, PerformanceMetric } from "#core/contracts/performance.ts";
import type { MetricId } from "#core/performance/metrics/result.ts";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { BAND_WORDS, bandText, differenceText, METRIC_WORDS, metricText, totalText } from "./metric-words.ts";

interface MetricsTableProps {
  answer: PerformanceAnswer;
  unit: string | null;
  onExplain: (id: MetricId) => void;
}

/** All metrics of the window: as they turned out, as they were estimated, and what lies between. */
export function MetricsTable({ answer, unit, onExplain }: MetricsTableProps) {
  const estimated = new Map(answer.estimated?.metrics.map((metric) => [metric.id, metric]));
  const reference = new Map(answer.reference?.metrics.map((metric) => [metric.id, metric]));
  return (
    <Table label="Metrics of the window">
      <thead>
        <tr>
          <Th>Metric</Th>
          <Th className="text-right">Realised</Th>
          <Th className="text-right">Estimated</Th>
          <Th className="text-right" title="Realised minus estimated: what the assumptions of the estimate did not foresee">
            Difference
          </Th>
          <Th className="text-right">Reference</Th>
          <Th className="text-right" title="Labelled predictions that the realised value rests on">
            n
          </Th>
        </tr>
      </thead>
      <tbody>
        {answer.metrics.map((metric) => {
          const guess = estimated.get(metric.id);
          return (
            <Tr key={metric.id}>
              <Td>
                <button
                  type="button"
                  onClick={() => onExplain(metric.id)}
                  aria-label={`Explain ${METRIC_WORDS[metric.id].name}`}
                  className="whitespace-nowrap underline decoration-dotted decoration-line-strong underline-offset-4 hover:text-accent hover:decoration-solid"
                >
                  {METRIC_WORDS[metric.id].name}
                </button>
              </Td>
              <ValueCell metric={metric} unit={unit} />
              <ValueCell metric={guess} unit={unit} />
              <Td className="tabular whitespace-nowrap text-right">
                {differenceText(
                  metric.id,
                  metric.value === null || !guess || guess.value === null ? null : metric.value - guess.value,
                  unit,
                )}
              </Td>
              <Td className="tabular whitespace-nowrap text-right text-ink-2">
                {metricText(metric.id, reference.get(metric.id)?.value, unit)}
              </Td>
              <Td className="tabular text-right text-ink-2">{formatCount(metric.n)}</Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function ValueCell({ metric, unit }: { metric: PerformanceMetric | undefined; unit: string | null }) {
  const band = metric && bandText(metric, unit);
  return (
    <Td className="tabular text-right">
      <span className="whitespace-nowrap font-medium text-ink">{metric ? metricText(metric.id, metric.value, unit) : "—"}</span>
      {metric?.band && band && (
        <span className="block whitespace-nowrap text-ink-3 text-xs">
          {band}, {BAND_WORDS[metric.band]}
        </span>
      )}
      {metric?.total && metric.total.value !== null && (
        <span className="block whitespace-nowrap text-ink-2 text-xs">{totalText(metric, unit)}</span>
      )}
      {metric?.value === null && metric.reason && <span className="block text-ink-3 text-xs">{metric.reason}</span>}
    </Td>
  );
}
