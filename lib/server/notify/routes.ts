import { type Routing, routingSchema } from "#core/contracts/channels.ts";
import type { Matcher } from "#core/contracts/incidents.ts";

/** Who is told of an alert, and when. */
export interface Route {
  channels: string[];
  group_by: string[];
  group_wait: string;
  group_interval: string;
  repeat_every: string;
}

type Labels = Record<string, string>;

function holds({ name, op, value }: Matcher, labels: Labels): boolean {
  const given = labels[name] ?? "";
  if (op === "=") return given === value;
  if (op === "!=") return given !== value;
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^(?:${value})$`, "u");
  } catch {
    return false;
  }
  return pattern.test(given) === (op === "=~");
}

/** Whether all matchers hold; none match everything. A label that is not there is the empty text, as in Alertmanager. */
export const matches = (matchers: readonly Matcher[], labels: Labels): boolean => matchers.every((matcher) => holds(matcher, labels));

/** The routes that take an alert, in order; those of `fallback` when none does. Routes that name no channel take it and tell nobody. */
export function routesFor(routing: Routing, labels: Labels): Route[] {
  const found: Route[] = [];
  for (const route of routing.routes) {
    if (!matches(route.matchers, labels)) continue;
    found.push({
      channels: route.channels,
      group_by: route.group_by ?? routing.group_by,
      group_wait: route.group_wait ?? routing.group_wait,
      group_interval: routing.group_interval,
      repeat_every: route.repeat_every ?? routing.repeat_every,
    });
    if (!route.continue) return found;
  }
  return found.length > 0 ? found : [{ ...routing, channels: routing.fallback }];
}

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30s` in ms. */
export const waitMs = (wait: string): number => Number(wait.slice(0, -1)) * UNITS[wait.slice(-1)]!;

/** How a group of alerts is called, as Alertmanager writes it. */
export function groupKeyOf(groupBy: readonly string[], labels: Labels): string {
  const parts = [...new Set(groupBy)].sort().filter((name) => labels[name] !== undefined);
  return `{}:{${parts.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(", ")}}`;
}

/** The labels that a group's key was made of. */
export function groupLabelsOf(groupKey: string): Labels {
  const labels: Labels = {};
  for (const [, name, value] of groupKey.matchAll(/([a-zA-Z_]\w*)=("(?:[^"\\]|\\.)*")/g)) labels[name!] = JSON.parse(value!) as string;
  return labels;
}

/** What applies while nobody has said anything: everyone in `fallback`, which is nobody. */
export const DEFAULT_ROUTING: Routing = routingSchema.parse({});
