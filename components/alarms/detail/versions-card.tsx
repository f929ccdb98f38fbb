"use client";

import { Undo2 } from "lucide-react";
import { toast } from "sonner";
import { useRevertAlarm } from "#client/api/alarms.ts";
import { summaryOf } from "#core/alarms/describe.ts";
import type { AlarmDetail } from "#core/contracts/alarms.ts";
import { RelativeTime } from "../../time/time-text.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { changesBetween } from "./changes-between.ts";

const REASONS = {
  created: "made",
  edited: "edited",
  suggestion: "suggestion accepted",
  reverted: "went back",
  file: "from the file",
} as const;

type Version = AlarmDetail["versions"][number];

/** What it has said so far, what each change was, and the way back. */
export function VersionsCard({ alarm }: { alarm: AlarmDetail }) {
  const versions = [...alarm.versions].sort((a, b) => b.version - a.version);
  return (
    <Card title="Versions" description="A change closes the incidents of the version before, and looks afresh." className="mb-4">
      <ol className="flex flex-col divide-y divide-line">
        {versions.map((version, i) => (
          <Entry
            key={version.version}
            alarm={alarm}
            version={version}
            before={versions[i + 1] ?? null}
            isNow={version.version === alarm.version}
          />
        ))}
      </ol>
    </Card>
  );
}

interface EntryProps {
  alarm: AlarmDetail;
  version: Version;
  before: Version | null;
  isNow: boolean;
}

function Entry({ alarm, version, before, isNow }: EntryProps) {
  const revert = useRevertAlarm(alarm.id);
  const changes = before ? changesBetween(before.definition, version.definition) : [];
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium text-ink">Version {version.version}</span>
          {isNow && <Badge>in force</Badge>}
          <span className="text-ink-2 text-xs">
            {REASONS[version.reason]} by {version.author || "Tidemark"}, <RelativeTime value={version.created_at} />
          </span>
        </p>
        <p className="mt-0.5 text-pretty text-ink-2 text-xs first-letter:uppercase">{summaryOf(version.definition)}</p>
        {version.note && <p className="mt-0.5 text-pretty text-ink text-xs">{version.note}</p>}
        {changes.length > 0 && (
          <ul aria-label={`What version ${version.version} changed`} className="mt-2 flex flex-col gap-1 font-mono text-xs">
            {changes.map((change) => (
              <li key={change.path} className="min-w-0 break-words">
                <span className="text-ink-3">{change.path} </span>
                {change.before !== null && <del className="rounded bg-drift-soft px-1 text-drift">− {change.before}</del>}{" "}
                {change.after !== null && <ins className="rounded bg-stable-soft px-1 text-stable no-underline">+ {change.after}</ins>}
              </li>
            ))}
          </ul>
        )}
      </div>
      {!isNow && (
        <Button
          size="sm"
          busy={revert.isPending}
          aria-label={`Go back to version ${version.version}`}
          onClick={() =>
            revert.mutate(version.version, {
              onSuccess: () => toast.success(`Back to version ${version.version}`),
              onError: (error) => toast.error("It stayed as it is", { description: error.message }),
            })
          }
        >
          <Undo2 aria-hidden />
          Go back to it
        </Button>
      )}
    </li>
  );
}
