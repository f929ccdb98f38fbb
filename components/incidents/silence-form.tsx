"use client";

import { useState } from "react";
import { toast } from "sonner";
import { useCreateSilence, useIncidents } from "#client/api/incidents.ts";
import { countOf, formatTime } from "#client/format.ts";
import { useTimeZone } from "#client/url-state.ts";
import { useNow } from "#client/use-now.ts";
import { matches } from "#core/alarms/matchers.ts";
import type { Matcher } from "#core/contracts/incidents.ts";
import { Input, Textarea } from "../ui/input.tsx";
import { Field } from "../ui/label.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { MatchersEditor, matchersProblem } from "./matchers-editor.tsx";

const LENGTHS = [
  { value: "1h", label: "1 h", ms: 3_600_000 },
  { value: "4h", label: "4 h", ms: 4 * 3_600_000 },
  { value: "1d", label: "1 d", ms: 86_400_000 },
  { value: "until", label: "Until", ms: null },
] as const;
type Length = (typeof LENGTHS)[number]["value"];

/** Offered in the editor; labels of what fires come on top. */
const USUAL_NAMES = ["alertname", "model", "severity", "column", "version", "slice"];

interface SilenceFormProps {
  id: string;
  initial: readonly Matcher[];
  /** Something was typed that would be lost. */
  onTyped: () => void;
  onBusy: (busy: boolean) => void;
  onDone: () => void;
}

/** What to silence, for how long, why; and at once what that would be now. */
export function SilenceForm({ id, initial, onTyped, onBusy, onDone }: SilenceFormProps) {
  const create = useCreateSilence();
  const now = useNow();
  const timeZone = useTimeZone();
  const [matchers, setMatchers] = useState<Matcher[]>(initial.length > 0 ? [...initial] : [{ name: "model", op: "=", value: "" }]);
  const [length, setLength] = useState<Length>("1h");
  const [until, setUntil] = useState("");
  const [comment, setComment] = useState("");
  const [tried, setTried] = useState(false);
  const { ms } = LENGTHS.find(({ value }) => value === length)!;
  const ends = ms === null ? new Date(until) : new Date(now.getTime() + ms);
  const problems = {
    matchers: matchers.length === 0 ? "A silence needs at least one matcher." : matchersProblem(matchers),
    until: Number.isNaN(ends.getTime()) ? "When does it end?" : ends <= now ? "It must end in the future." : null,
    comment: comment.trim() === "" ? "Say why: somebody will ask." : null,
  };

  function submit() {
    setTried(true);
    if (problems.matchers || problems.until || problems.comment) return;
    onBusy(true);
    const endsAt = ms === null ? ends : new Date(Date.now() + ms);
    create.mutate(
      { matchers, ends_at: endsAt.toISOString(), comment: comment.trim() },
      {
        onSuccess: (silence) => {
          toast.success(`Silenced until ${formatTime(silence.ends_at, timeZone, "minute")}`);
          onDone();
        },
        onError: (error) => toast.error("It was not silenced", { description: error.message }),
        onSettled: () => onBusy(false),
      },
    );
  }

  return (
    <form
      id={id}
      noValidate
      className="flex flex-col gap-4"
      onChange={onTyped}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div>
        <MatchersEditor legend="Silence incidents with all of" matchers={matchers} onChange={setMatchers} names={USUAL_NAMES} />
        {tried && problems.matchers && (
          <p role="alert" className="mt-1 text-danger text-xs">
            {problems.matchers}
          </p>
        )}
      </div>
      <Affected matchers={matchers} broken={matchers.length === 0 || matchersProblem(matchers) !== null} />
      <div className="flex flex-wrap items-end gap-3">
        <div className="flex flex-col gap-1.5">
          <span className="font-medium text-ink text-xs">For</span>
          <Segmented label="For" value={length} options={LENGTHS} onValueChange={setLength} />
        </div>
        {length === "until" ? (
          <Field label="Ends at" error={tried && problems.until ? problems.until : undefined}>
            {(ids) => (
              <Input {...ids} type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} className="w-52" />
            )}
          </Field>
        ) : (
          <p className="tabular pb-2 text-ink-3 text-xs">ends {formatTime(ends, timeZone, "minute")}</p>
        )}
      </div>
      <Field label="Why" error={tried && problems.comment ? problems.comment : undefined}>
        {(ids) => (
          <Textarea
            {...ids}
            value={comment}
            rows={2}
            maxLength={2000}
            className="min-h-16"
            placeholder="Planned migration of the payment service"
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
    </form>
  );
}

/** Firing incidents that these matchers would silence, as they are typed. */
function Affected({ matchers, broken }: { matchers: readonly Matcher[]; broken: boolean }) {
  const firing = useIncidents({ status: "firing", limit: 500 });
  if (!firing.data) return null;
  const found = broken ? [] : firing.data.data.filter(({ labels }) => matches(matchers, labels));
  const all = firing.data.data.length;
  return (
    <section
      aria-label="What it would silence now"
      aria-live="polite"
      className="rounded-md border border-line bg-surface px-3 py-2 text-xs"
    >
      <p className="tabular text-ink-2">
        {all === 0
          ? "Nothing fires now. What begins to fire while it lasts is silenced if it matches."
          : `Would silence ${found.length === all ? `all ${countOf(all, "incident")}` : `${found.length} of ${countOf(all, "incident")}`} that ${all === 1 ? "fires" : "fire"} now.`}
      </p>
      {found.length > 0 && (
        <ul className="mt-1.5 flex max-h-28 flex-col gap-1 overflow-y-auto">
          {found.slice(0, 50).map((incident) => (
            <li key={incident.id} className="truncate text-ink" title={incident.headline}>
              {incident.headline} <span className="text-ink-3">{incident.alarm.name}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
