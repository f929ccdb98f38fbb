"use client";

import { useEffect, useId, useRef, useState } from "react";
import { toast } from "sonner";
import { useAddStarters, useStarterSet } from "#client/api/alarms.ts";
import { summaryOf } from "#core/alarms/describe.ts";
import { countOf } from "#core/charts/numbers.ts";
import type { StarterSet } from "#core/contracts/alarms.ts";
import type { ModelListItem } from "#core/contracts/models.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

interface StartersCardProps {
  models: readonly ModelListItem[];
  /** The model to begin with. */
  model: string;
  /** They stand in the list now. */
  onAdded: () => void;
}

/** A set of alarms to begin with, each with the failure that it is for. */
export function StartersCard({ models, model, onAdded }: StartersCardProps) {
  const [chosen, setChosen] = useState(model);
  const name = models.some((one) => one.name === chosen) ? chosen : model;
  const set = useStarterSet(name);
  const box = useRef<HTMLElement>(null);
  // Asked for by a button that is gone now, perhaps a screen above.
  useEffect(() => box.current?.focus(), []);
  return (
    <section ref={box} tabIndex={-1} aria-label="Starter set" className="my-4 scroll-mt-16 rounded-lg outline-none">
      <Card
        title="A starter set"
        description="Alarms for what most often goes wrong. Together they raise at most one incident in 50 windows where nothing drifts."
        actions={
          models.length > 1 && (
            <Select
              aria-label="Model of the starter set"
              size="sm"
              className="max-w-48"
              value={name}
              options={models.map((one) => ({ value: one.name, label: one.title }))}
              onValueChange={setChosen}
            />
          )
        }
      >
        {set.data ? (
          <Rules key={`${set.data.model} ${set.data.rules.map(({ alarm }) => alarm).join()}`} set={set.data} onAdded={onAdded} />
        ) : set.error ? (
          <ErrorState title="The starter set could not be loaded" error={set.error} onRetry={() => void set.refetch()} />
        ) : (
          <div role="status" aria-label="Loading the starter set">
            <Skeleton className="h-72 w-full" />
          </div>
        )}
      </Card>
    </section>
  );
}

function Rules({ set, onAdded }: { set: StarterSet; onAdded: () => void }) {
  const id = useId();
  const add = useAddStarters();
  const usable = set.rules.filter(({ alarm, not_applicable }) => alarm === null && not_applicable === null);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set(usable.map((rule) => rule.id)));
  const rules = usable.map((rule) => rule.id).filter((rule) => picked.has(rule));
  const others = set.rules.filter(({ not_applicable }) => not_applicable !== null);

  function toggle(rule: string, on: boolean) {
    const next = new Set(picked);
    if (on) next.add(rule);
    else next.delete(rule);
    setPicked(next);
  }

  if (usable.length === 0) return <p className="text-ink-2">Every alarm of the set that makes sense for this model is in use.</p>;
  return (
    <>
      <p className="mb-2 text-ink-2 text-xs">{set.title}</p>
      <ul className="grid gap-x-6 gap-y-3 lg:grid-cols-2">
        {usable.map((rule) => (
          <li key={rule.id} className="flex items-start gap-2.5">
            <Checkbox
              id={`${id}-${rule.id}`}
              className="mt-0.5"
              checked={picked.has(rule.id)}
              onCheckedChange={(checked) => toggle(rule.id, checked === true)}
            />
            <label htmlFor={`${id}-${rule.id}`} className="min-w-0">
              <span className="font-medium text-ink">{rule.name}</span>
              <span className="block text-pretty text-ink-2 text-xs">{rule.why}</span>
              <span className="block text-pretty text-ink-3 text-xs first-letter:uppercase">{summaryOf(rule.definition)}</span>
            </label>
          </li>
        ))}
      </ul>
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Button
          variant="primary"
          busy={add.isPending}
          disabled={rules.length === 0}
          onClick={() =>
            add.mutate(
              { model: set.model, rules },
              {
                onSuccess: ({ data }) => {
                  toast.success(`${countOf(data.length, "alarm")} added`);
                  onAdded();
                },
                onError: (error) => toast.error("The alarms were not added", { description: error.message }),
              },
            )
          }
        >
          Add {countOf(rules.length, "alarm")}
        </Button>
      </div>
      {others.length > 0 && (
        <details className="mt-3 text-xs">
          <summary className="cursor-pointer text-ink-2 hover:text-ink">
            {countOf(others.length, "alarm")} of the set make no sense for this model
          </summary>
          <ul className="mt-2 flex flex-col gap-1 text-ink-2">
            {others.map((rule) => (
              <li key={rule.id}>
                {rule.name}: {rule.not_applicable}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
