"use client";

import { useState } from "react";
import { useIncidents } from "#client/api/incidents.ts";
import { countOf } from "#client/format.ts";
import { matches } from "#core/alarms/matchers.ts";
import { routesFor } from "#core/alarms/routing.ts";
import type { Routing } from "#core/contracts/channels.ts";
import type { Matcher } from "#core/contracts/incidents.ts";
import { orderedLabels } from "../incidents/incident-words.ts";
import { MatchersEditor } from "../incidents/matchers-editor.tsx";
import { readMatchers, writeMatchers } from "../incidents/matchers-text.ts";
import { Field } from "../ui/label.tsx";
import { Select } from "../ui/select.tsx";

const OWN = "own";
const EXAMPLE = 'alertname="Age drifts",model="churn",severity="critical"';

/** Tries an incident's labels against the routing as it stands in the form, saved or not. */
export function WhoTold({ routing, off }: { routing: Routing; off: readonly string[] }) {
  const incidents = useIncidents({ limit: 50 }).data?.data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [own, setOwn] = useState<Matcher[]>(() => readMatchers(EXAMPLE) ?? []);
  const picked = chosen ?? (incidents[0] ? String(incidents[0].id) : OWN);
  const incident = incidents.find(({ id }) => String(id) === picked);
  const labels = incident?.labels ?? Object.fromEntries(own.map(({ name, value }) => [name, value]));
  const options = [
    ...incidents.map(({ id, headline, status }) => ({ value: String(id), label: `${status === "firing" ? "Firing: " : ""}${headline}` })),
    { value: OWN, label: "Labels of my own" },
  ];
  return (
    <section aria-label="Who would be told?" className="rounded-md border border-line bg-surface px-3 py-3">
      <h3 className="font-semibold text-ink text-sm">Who would be told?</h3>
      <p className="mb-3 text-ink-2 text-xs">Tried against the routing as it stands here, also before it is saved.</p>
      <Field label="Of this incident">
        {(ids) => <Select {...ids} value={picked} options={options} onValueChange={setChosen} className="w-full bg-bg" />}
      </Field>
      <div className="mt-3">
        {picked === OWN || !incident ? (
          <MatchersEditor legend="Labels" matchers={own} onChange={setOwn} plain names={["alertname", "model", "severity"]} />
        ) : (
          <code className="block break-all rounded bg-sunken px-2 py-1.5 font-mono text-ink-2 text-xs">
            {writeMatchers(orderedLabels(labels).map(([name, value]) => ({ name, op: "=", value })))}
          </code>
        )}
      </div>
      <Answer routing={routing} labels={labels} off={off} />
    </section>
  );
}

interface AnswerProps {
  routing: Routing;
  labels: Readonly<Record<string, string>>;
  /** Channels that are switched off. */
  off: readonly string[];
}

function Answer({ routing, labels, off }: AnswerProps) {
  const told = routesFor(routing, labels);
  const takers = takersOf(routing, labels);
  return (
    <div aria-live="polite" className="mt-3 border-line border-t pt-3">
      {told.length === 0 ? (
        <p className="font-medium text-ink">Nobody: no route takes it, and the fallback names nobody.</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {told.map((route, i) => (
            <li key={takers[i] ?? "fallback"}>
              <p className="break-words font-medium text-ink">
                {route.channels.length === 0
                  ? "Nobody"
                  : route.channels.map((name) => (off.includes(name) ? `${name} (switched off)` : name)).join(", ")}
                <span className="font-normal text-ink-2"> by {takers[i] ? `"${takers[i]}"` : "the fallback"}</span>
              </p>
              <p className="text-ink-3 text-xs">
                after {route.group_wait}, grouped by {route.group_by.join(", ") || "nothing"}, repeated every {route.repeat_every}
              </p>
            </li>
          ))}
        </ul>
      )}
      {told.length > 1 && <p className="mt-2 text-ink-2 text-xs">{countOf(told.length, "route")} take it.</p>}
    </div>
  );
}

/** The names of the routes that take it, in the order of `routesFor`. */
function takersOf({ routes }: Routing, labels: Readonly<Record<string, string>>): string[] {
  const taking = routes.filter((route) => matches(route.matchers, labels));
  const last = taking.findIndex((route) => !route.continue);
  return (last < 0 ? taking : taking.slice(0, last + 1)).map(({ name }) => name);
}
