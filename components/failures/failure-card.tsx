"use client";

import { BellOff, BellRing, EyeOff, type LucideIcon, Plus, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { toast } from "sonner";
import { useAddStarters } from "#client/api/alarms.ts";
import { cn } from "#client/cn.ts";
import { countOf } from "#client/format.ts";
import { routes } from "#client/routes.ts";
import type { ModelListItem } from "#core/contracts/models.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import type { Coverage, CoverageKind, Failure } from "./coverage.ts";

export const COVERAGE_LOOKS: Record<CoverageKind, { heading: string; meaning: string; word: string; icon: LucideIcon; className: string }> =
  {
    unseen: {
      heading: "Nothing would see it",
      meaning: "No alarm is for this. A starter rule is one click away; it can be changed afterwards.",
      word: "Not watched",
      icon: TriangleAlert,
      className: "text-warning",
    },
    off: {
      heading: "Its alarm is switched off",
      meaning: "An alarm is for this, but it does not look.",
      word: "Switched off",
      icon: BellOff,
      className: "text-warning",
    },
    seen: {
      heading: "Watched",
      meaning: "At least one alarm that is on would see it.",
      word: "Watched",
      icon: BellRing,
      className: "text-stable",
    },
    blind: {
      heading: "Tidemark cannot see it",
      meaning: "It leaves no sign in what is logged. Somebody has to look elsewhere.",
      word: "Cannot be seen",
      icon: EyeOff,
      className: "text-ink-3",
    },
  };

interface FailureCardProps {
  failure: Failure;
  coverage: Coverage;
  /** Null: all models. */
  model: string | null;
  models: readonly ModelListItem[];
  onModel: (model: string) => void;
}

export function FailureCard({ failure, coverage, model, models, onModel }: FailureCardProps) {
  const { word, icon: Icon, className } = COVERAGE_LOOKS[coverage.kind];
  return (
    <li className="flex flex-col rounded-lg border border-line px-4 py-3">
      <div className="flex items-start justify-between gap-3">
        <h3 className="text-pretty font-medium text-ink">{failure.title}</h3>
        <span className={cn("inline-flex shrink-0 items-center gap-1.5 font-medium text-xs", className)}>
          <Icon className="size-3.5" aria-hidden />
          {word}
        </span>
      </div>
      <p className="mt-1 text-pretty text-ink-2">{failure.story}</p>
      <p className="mt-1.5 text-pretty text-ink-2 text-xs">
        <span className="font-medium text-ink">Sign:</span> {failure.sign}
      </p>
      {failure.blind !== null && (
        <p className="mt-1.5 text-pretty text-ink-2 text-xs">
          <span className="font-medium text-ink">Why not:</span> {failure.blind}
        </p>
      )}
      {coverage.alarms.length > 0 && <Alarms alarms={coverage.alarms} showModel={model === null} />}
      {coverage.kind !== "blind" && coverage.kind !== "seen" && (
        <Starters failure={failure} coverage={coverage} model={model} models={models} onModel={onModel} />
      )}
      <p className="mt-auto flex flex-wrap gap-1 pt-2.5">
        {failure.tasks.map((task) => (
          <Badge key={task}>{task}</Badge>
        ))}
      </p>
    </li>
  );
}

function Alarms({ alarms, showModel }: { alarms: Coverage["alarms"]; showModel: boolean }) {
  return (
    <ul aria-label="Alarms that would see it" className="mt-2 flex flex-col gap-0.5 text-xs">
      {alarms.map((alarm) => (
        <li key={alarm.id}>
          <Link href={routes.alarm(alarm.id)} className="text-accent underline underline-offset-2">
            {alarm.name}
          </Link>
          <span className="text-ink-3">
            {showModel && alarm.model !== null && ` of ${alarm.model}`}
            {!alarm.enabled && ", switched off"}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Starters({ failure, coverage, model, models, onModel }: FailureCardProps) {
  const add = useAddStarters();
  if (model === null) {
    if (models.length === 0 || failure.starters.length === 0) return null;
    return (
      <div className="mt-2.5 flex flex-wrap items-center gap-2 text-ink-2 text-xs">
        {countOf(failure.starters.length, "starter rule")} would see it.
        <Select
          size="sm"
          aria-label={`Model to watch for: ${failure.title}`}
          value={undefined}
          placeholder="Choose a model"
          onValueChange={onModel}
          options={models.map(({ name, title }) => ({ value: name, label: title }))}
        />
      </div>
    );
  }
  return (
    <ul aria-label="Starter rules that would see it" className="mt-2.5 flex flex-col gap-2">
      {coverage.starters.map((starter) => (
        <li key={starter.id} className="flex items-start justify-between gap-3 rounded-md bg-surface px-3 py-2">
          <div className="min-w-0 text-xs">
            <p className="font-medium text-ink">{starter.name}</p>
            <p className="text-pretty text-ink-2">{starter.not_applicable ?? starter.why}</p>
          </div>
          {starter.not_applicable === null ? (
            <Button
              size="sm"
              busy={add.isPending && add.variables.rules[0] === starter.id}
              aria-label={`Add ${starter.name}`}
              onClick={() =>
                add.mutate(
                  { model, rules: [starter.id] },
                  {
                    onSuccess: () => toast.success(`Added: ${starter.name}`),
                    onError: (error) => toast.error("The alarm was not added", { description: error.message }),
                  },
                )
              }
            >
              <Plus aria-hidden />
              Add
            </Button>
          ) : (
            <span className="shrink-0 text-ink-3 text-xs">not for this model</span>
          )}
        </li>
      ))}
    </ul>
  );
}
