"use client";

import { toast } from "sonner";
import { useAcceptSuggestion, useAlarmSuggestion } from "#client/api/alarms.ts";
import { formatNumber, formatValue } from "#core/alarms/format.ts";
import { formatShare } from "#core/charts/numbers.ts";
import type { AlarmDetail } from "#core/contracts/alarms.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Stat } from "../../ui/stat.tsx";

/** What the alarm's record says of its threshold, to be accepted with one click. */
export function SuggestionCard({ alarm }: { alarm: AlarmDetail }) {
  const { data, error } = useAlarmSuggestion(alarm.id);
  const accept = useAcceptSuggestion(alarm.id);
  if (error) return null;
  if (!data) return <Skeleton className="mb-4 h-32 w-full rounded-lg" />;
  const { suggestion } = data;
  return (
    <Card
      title="Its record"
      description="Of the last 90 days, by what people said of its incidents."
      className="mb-4"
      actions={
        suggestion && (
          <Button
            variant="primary"
            busy={accept.isPending}
            onClick={() =>
              accept.mutate(
                { rule_version: data.rule_version, definition: suggestion.definition },
                {
                  onSuccess: () => toast.success("The suggestion is in force", { description: "It can be taken back under Versions." }),
                  onError: (problem) => toast.error("The suggestion was not accepted", { description: problem.message }),
                },
              )
            }
          >
            Accept suggestion
          </Button>
        )
      }
    >
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
        <Stat
          label="Alarms a month"
          value={data.alarms_a_month === null ? "—" : formatNumber(Number(data.alarms_a_month.toFixed(1)))}
          hint={data.alarms_a_month === null ? "known after a week of looks" : undefined}
        />
        <Stat label="Of those judged, real" value={formatShare(data.share_real)} hint={judged(alarm)} />
        <Stat
          label="Time to detect"
          value={data.time_to_detect_s === null ? "—" : formatValue("seconds", data.time_to_detect_s)}
          hint="median"
        />
      </dl>
      <p className="mt-3 max-w-3xl text-pretty text-ink-2">{suggestion ? suggestion.sentence : data.reason}</p>
    </Card>
  );
}

function judged({ record }: AlarmDetail): string {
  const count = record.real + record.false + record.expected;
  return `${count} of ${record.incidents} judged in 30 days`;
}
