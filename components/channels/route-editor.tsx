"use client";

import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useId } from "react";
import type { Routing } from "#core/contracts/channels.ts";
import { MatchersEditor } from "../incidents/matchers-editor.tsx";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Field, Label } from "../ui/label.tsx";
import { Switch } from "../ui/switch.tsx";
import { ChannelPicks } from "./channel-picks.tsx";
import { isWait, labelList, type RouteDraft } from "./routing-form.ts";

const NAMES = ["severity", "model", "alertname", "column", "version", "slice", "team"];

interface RouteEditorProps {
  route: RouteDraft;
  index: number;
  count: number;
  routing: Routing;
  channels: readonly string[];
  onChange: (route: RouteDraft) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

export function RouteEditor({ route, index, count, routing, channels, onChange, onMove, onRemove }: RouteEditorProps) {
  const id = useId();
  const set = (change: Partial<RouteDraft>) => onChange({ ...route, ...change });
  return (
    <li data-route={index} className="rounded-md border border-line">
      <div className="flex items-center gap-1.5 border-line border-b bg-surface py-1.5 pr-1.5 pl-3">
        <span className="tabular text-ink-3 text-xs">{index + 1}</span>
        <Input
          aria-label={`Name of route ${index + 1}`}
          value={route.name}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => set({ name: event.target.value })}
          className="max-w-64 border-transparent bg-transparent font-medium"
        />
        <span className="ml-auto flex">
          <Button
            variant="ghost"
            size="icon-sm"
            data-move="-1"
            aria-label={`Move ${route.name} up`}
            disabled={index === 0}
            onClick={() => onMove(-1)}
          >
            <ArrowUp aria-hidden />
          </Button>
          <Button
            variant="ghost"
            size="icon-sm"
            data-move="1"
            aria-label={`Move ${route.name} down`}
            disabled={index === count - 1}
            onClick={() => onMove(1)}
          >
            <ArrowDown aria-hidden />
          </Button>
          <Button variant="ghost" size="icon-sm" aria-label={`Remove ${route.name}`} onClick={onRemove}>
            <Trash2 aria-hidden />
          </Button>
        </span>
      </div>
      <div className="flex flex-col gap-4 px-3 py-3">
        <MatchersEditor
          legend={route.matchers.length === 0 ? "Takes everything" : "Takes incidents with all of"}
          matchers={route.matchers}
          onChange={(matchers) => set({ matchers })}
          names={NAMES}
        />
        <ChannelPicks
          legend={route.channels.length === 0 ? "Tells nobody" : "Tells"}
          channels={channels}
          value={route.channels}
          onChange={(picked) => set({ channels: picked })}
        />
        <div className="flex items-center gap-2">
          <Switch id={`${id}-continue`} checked={route.continue} onCheckedChange={(checked) => set({ continue: checked })} />
          <Label htmlFor={`${id}-continue`} className="font-normal">
            Go on with the routes below
          </Label>
        </div>
        <details>
          <summary className="w-fit cursor-pointer rounded text-ink-2 text-xs hover:text-ink">Grouping and waits of its own</summary>
          <div className="mt-3 grid gap-4 sm:grid-cols-3">
            <GroupBy
              label="Group by"
              value={route.group_by}
              usual={routing.group_by}
              onChange={(group_by) => onChange(withOptional(route, { group_by }))}
            />
            <Wait
              label="First wait"
              value={route.group_wait}
              usual={routing.group_wait}
              onChange={(text) => onChange(withOptional(route, { group_wait: text }))}
            />
            <Wait
              label="Repeat every"
              value={route.repeat_every}
              usual={routing.repeat_every}
              onChange={(text) => onChange(withOptional(route, { repeat_every: text }))}
            />
          </div>
        </details>
      </div>
    </li>
  );
}

interface OwnValues {
  group_by?: string[] | undefined;
  group_wait?: string | undefined;
  repeat_every?: string | undefined;
}

/** Without a value of its own the one for all holds. */
function withOptional(route: RouteDraft, own: OwnValues): RouteDraft {
  const { group_by, group_wait, repeat_every, ...rest } = { ...route, ...own };
  return {
    ...rest,
    ...(group_by === undefined ? {} : { group_by }),
    ...(group_wait === undefined ? {} : { group_wait }),
    ...(repeat_every === undefined ? {} : { repeat_every }),
  };
}

interface WaitProps {
  label: string;
  hint?: string;
  value: string | undefined;
  /** What holds when it is empty; undefined: it must not be. */
  usual?: string;
  onChange: (value: string | undefined) => void;
}

export function Wait({ label, hint, value, usual, onChange }: WaitProps) {
  return (
    <Field label={label} hint={hint} error={value !== undefined && !isWait(value) ? "A number and one of s, m, h, d." : undefined}>
      {(ids) => (
        <Input
          {...ids}
          value={value ?? ""}
          placeholder={usual}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value.trim() === "" && usual !== undefined ? undefined : event.target.value.trim())}
          className="tabular"
        />
      )}
    </Field>
  );
}

interface GroupByProps {
  label: string;
  hint?: string;
  value: readonly string[] | undefined;
  usual?: readonly string[];
  onChange: (value: string[] | undefined) => void;
}

/** Labels, with commas between them. Kept as typed until the field is left: a comma at the end is the beginning of another label. */
export function GroupBy({ label, hint, value, usual, onChange }: GroupByProps) {
  const text = value?.join(", ") ?? "";
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <Input
          {...ids}
          key={text}
          defaultValue={text}
          placeholder={usual?.join(", ")}
          autoComplete="off"
          onBlur={(event) => {
            const labels = labelList(event.target.value);
            onChange(labels.length === 0 && usual !== undefined ? undefined : labels);
          }}
        />
      )}
    </Field>
  );
}
