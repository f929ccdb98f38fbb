"use client";

import { useAlarmEvaluations } from "#client/api/alarms.ts";
import { conditionsOf } from "#core/alarms/expression.ts";
import { metricInfo } from "#core/alarms/metrics.ts";
import type { AlarmDetail, AlarmEvaluation } from "#core/contracts/alarms.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { TimeText } from "../../time/time-text.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Table, Td, Th, Tr } from "../../ui/table.tsx";
import { AlarmStatusBadge, STATUS_ORDER } from "../status-badge.tsx";
import { readingText } from "./reading-text.ts";

const OUTCOMES = { evaluated: "Looked", skipped: "Skipped", failed: "Failed" } as const;

/** Each look, newest first: none is missing, and a skipped one says why. */
export function EvaluationsCard({ alarm, model }: { alarm: AlarmDetail; model: ModelDetail | null }) {
  const record = useAlarmEvaluations(alarm.id);
  const looks = record.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Card title="Every look" description="Of the last 7 days, newest first." className="mb-4" flush={looks.length > 0}>
      {record.isError ? (
        <ErrorState title="The looks could not be loaded" error={record.error} onRetry={() => void record.refetch()} />
      ) : record.isPending ? (
        <div role="status" aria-label="Loading the looks">
          <Skeleton className="h-48 w-full" />
        </div>
      ) : looks.length === 0 ? (
        <p className="text-ink-2">It has not looked in the last 7 days.</p>
      ) : (
        <>
          <div className="max-h-96 overflow-y-auto">
            <Table label="Every look of the alarm">
              <thead>
                <tr>
                  <Th>Slot</Th>
                  <Th>Outcome</Th>
                  <Th>Worst series</Th>
                  <Th>Read</Th>
                  <Th className="text-right">Version</Th>
                </tr>
              </thead>
              <tbody>
                {looks.map((look) => (
                  <Look key={look.slot_at} look={look} alarm={alarm} model={model} />
                ))}
              </tbody>
            </Table>
          </div>
          {record.hasNextPage && (
            <Button size="sm" variant="ghost" className="m-2" busy={record.isFetchingNextPage} onClick={() => void record.fetchNextPage()}>
              Show earlier ones
            </Button>
          )}
        </>
      )}
    </Card>
  );
}

function Look({ look, alarm, model }: { look: AlarmEvaluation; alarm: AlarmDetail; model: ModelDetail | null }) {
  const worst = [...look.series].sort((a, b) => STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status))[0];
  const first = conditionsOf(alarm.definition.when)[0]!;
  const { unit } = metricInfo(first.metric, (name) => model?.columns.find((column) => column.name === name)?.unit ?? null);
  // Figures of an earlier version may be of another unit.
  const text = look.rule_version === alarm.version ? readingText(worst?.readings[0], unit) : "";
  return (
    <Tr>
      <Td>
        <TimeText value={look.slot_at} precision="minute" />
      </Td>
      <Td className="whitespace-nowrap">{OUTCOMES[look.outcome]}</Td>
      <Td>{worst ? <AlarmStatusBadge status={worst.status} /> : "—"}</Td>
      <Td className="tabular">
        {look.reason ?? (
          <span className="whitespace-nowrap">
            {text}
            {look.series.length > 1 && <span className="text-ink-3"> ({worst?.series.replace(/^column=/, "")})</span>}
          </span>
        )}
      </Td>
      <Td className="tabular text-right">{look.rule_version}</Td>
    </Tr>
  );
}
