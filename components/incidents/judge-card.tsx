"use client";

import { RadioGroup } from "radix-ui";
import { useId, useState } from "react";
import { toast } from "sonner";
import { useAcknowledge, useCommentIncident, useJudgeIncident } from "#client/api/incidents.ts";
import { useUnsavedGuard } from "#client/unsaved.ts";
import type { IncidentDetail, IncidentVerdict } from "#core/contracts/incidents.ts";
import { RelativeTime } from "../time/time-text.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Textarea } from "../ui/input.tsx";
import { Field, Label } from "../ui/label.tsx";
import { INCIDENT_VERDICTS, VERDICT_NAMES } from "./incident-badges.tsx";

/** Somebody has seen it, and says what it was: alarms get better from this. */
export function JudgeCard({ incident }: { incident: IncidentDetail }) {
  const acknowledge = useAcknowledge(incident.id);
  const judge = useJudgeIncident(incident.id);
  const say = useCommentIncident(incident.id);
  const [verdict, setVerdict] = useState<IncidentVerdict | null>(incident.verdict);
  const [comment, setComment] = useState("");
  const text = comment.trim();
  const busy = acknowledge.isPending || judge.isPending || say.isPending;
  const isNew = incident.acknowledged_at === null;
  const changed = verdict !== incident.verdict;
  useUnsavedGuard((changed || text !== "") && !busy);

  const done = (message: string) => ({
    onSuccess: () => {
      setComment("");
      toast.success(message);
    },
    onError: (error: Error) => toast.error("It was not saved", { description: error.message }),
  });

  function save() {
    if (isNew) acknowledge.mutate({ verdict, comment: text }, done("Acknowledged: it is not repeated any more"));
    else if (changed) judge.mutate({ verdict, comment: text }, done(verdict ? "Verdict saved" : "The verdict was taken back"));
    else say.mutate(text, done("Comment added"));
  }

  return (
    <Card
      title="Judge it"
      description={
        isNew ? (
          "Acknowledging stops repeats. What it was can be said now or later."
        ) : (
          <>
            Acknowledged by {incident.acknowledged_by ?? "somebody"} <RelativeTime value={incident.acknowledged_at} />.
          </>
        )
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Verdicts value={verdict} onChange={setVerdict} />
        <Field label="Comment" hint="For those who look at it next.">
          {(ids) => (
            <Textarea
              {...ids}
              value={comment}
              maxLength={5000}
              rows={2}
              className="min-h-16"
              onChange={(event) => setComment(event.target.value)}
            />
          )}
        </Field>
        <div className="flex flex-wrap justify-end gap-2">
          {isNew && text !== "" && (
            <Button busy={say.isPending} disabled={busy} onClick={() => say.mutate(text, done("Comment added"))}>
              Only comment
            </Button>
          )}
          <Button type="submit" variant="primary" busy={busy} disabled={!isNew && !changed && text === ""}>
            {isNew ? "Acknowledge" : changed ? "Save verdict" : "Add comment"}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Verdicts({ value, onChange }: { value: IncidentVerdict | null; onChange: (value: IncidentVerdict | null) => void }) {
  const id = useId();
  return (
    <div>
      <div className="mb-1.5 flex h-6 items-center justify-between">
        <span id={id} className="font-medium text-ink text-xs">
          Verdict
        </span>
        {value !== null && (
          <Button variant="ghost" size="sm" className="h-6 px-1.5" onClick={() => onChange(null)}>
            No verdict
          </Button>
        )}
      </div>
      <RadioGroup.Root
        aria-labelledby={id}
        value={value ?? ""}
        onValueChange={(next) => onChange(next as IncidentVerdict)}
        className="flex flex-col divide-y divide-line rounded-md border border-line-strong"
      >
        {VERDICT_NAMES.map((name) => {
          const { word, meaning, icon: Icon } = INCIDENT_VERDICTS[name];
          return (
            <div key={name} className="flex items-start gap-2.5 px-3 py-2">
              <RadioGroup.Item
                id={`${id}-${name}`}
                value={name}
                aria-describedby={`${id}-${name}-meaning`}
                className="mt-0.5 inline-flex size-4 shrink-0 items-center justify-center rounded-full border border-line-strong bg-bg data-[state=checked]:border-accent"
              >
                <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
              </RadioGroup.Item>
              <div className="min-w-0 flex-1">
                <Label htmlFor={`${id}-${name}`} className="inline-flex items-center gap-1.5 text-sm">
                  <Icon className="size-3.5 text-ink-3" aria-hidden />
                  {word}
                </Label>
                <p id={`${id}-${name}-meaning`} className="text-ink-3 text-xs">
                  {meaning}
                </p>
              </div>
            </div>
          );
        })}
      </RadioGroup.Root>
    </div>
  );
}
