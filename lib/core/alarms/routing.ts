import type { Routing } from "../contracts/channels.ts";
import type { Matcher } from "../contracts/incidents.ts";
import { matches } from "./matchers.ts";
import type { Labels } from "./series.ts";

/** Who is told of an alert, and when. */
export interface Route {
  channels: string[];
  group_by: string[];
  group_wait: string;
  group_interval: string;
  repeat_every: string;
}

/**
 * The routes that take an alert, in order: the first that matches and, where it says `continue`, the next ones. Where none does, one route to
 * `fallback`, unless nobody is named there. A route without channels takes an alert and tells nobody.
 */
export function routesFor(routing: Routing, labels: Readonly<Labels>): Route[] {
  const { group_by, group_wait, group_interval, repeat_every } = routing;
  const found: Route[] = [];
  for (const route of routing.routes) {
    if (!matches(route.matchers, labels)) continue;
    found.push({
      channels: route.channels,
      group_by: route.group_by ?? group_by,
      group_wait: route.group_wait ?? group_wait,
      group_interval,
      repeat_every: route.repeat_every ?? repeat_every,
    });
    if (!route.continue) break;
  }
  if (found.length > 0 || routing.fallback.length === 0) return found;
  return [{ channels: routing.fallback, group_by, group_wait, group_interval, repeat_every }];
}

const WAIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30s`, `5m`, `4h`, `1d` in ms. */
export function waitMs(wait: string): number {
  const ms = Number(wait.slice(0, -1)) * (WAIT_MS[wait.slice(-1)] ?? Number.NaN);
  if (!Number.isFinite(ms)) throw new RangeError(`"${wait}" is not a time to wait: a number and one of s, m, h, d, such as 30s.`);
  return ms;
}

/** What a group of alerts is called, as Alertmanager writes it: the labels in `groupBy` that the alert has, by name. */
export function groupKeyOf(groupBy: readonly string[], labels: Readonly<Labels>): string {
  const names = [...new Set(groupBy)].filter((name) => Object.hasOwn(labels, name)).sort();
  return `{}:{${names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(", ")}}`;
}

export interface SilenceTimes {
  matchers: readonly Matcher[];
  /** ms since the epoch; it holds from the first to before the second. */
  startsAt: number;
  endsAt: number;
}

/** The first silence that holds for these labels at `now` (ms since the epoch); undefined: people are told. */
export function silenceFor<S extends SilenceTimes>(silences: readonly S[], labels: Readonly<Labels>, now: number): S | undefined {
  return silences.find(({ matchers, startsAt, endsAt }) => startsAt <= now && now < endsAt && matches(matchers, labels));
}
