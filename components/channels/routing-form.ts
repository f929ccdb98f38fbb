import type { Routing } from "#core/contracts/channels.ts";

export type RouteDraft = Routing["routes"][number];

/** As the API takes waits. */
const WAIT = /^(0s|[1-9]\d{0,4}[smhd])$/;
export const isWait = (text: string) => WAIT.test(text.trim());

/** "model, alertname" */
export const labelList = (text: string): string[] =>
  text
    .split(/[,\s]+/)
    .map((one) => one.trim())
    .filter(Boolean);

export function newRoute(routes: readonly RouteDraft[]): RouteDraft {
  const taken = new Set(routes.map(({ name }) => name));
  let number = routes.length + 1;
  while (taken.has(`Route ${number}`)) number += 1;
  return { name: `Route ${number}`, matchers: [], channels: [], continue: false };
}

/** A route one place up (-1) or down (1); as it was at either end. */
export function moved<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const next = [...list];
  const [one, other] = [next[index], next[index + by]];
  if (one === undefined || other === undefined) return next;
  next[index] = other;
  next[index + by] = one;
  return next;
}

/** What stops a routing from being saved, with where; null: nothing. Channels that are gone are told, too. */
export function routingProblem(
  routing: Routing,
  channels: readonly string[],
  matchersProblem: (route: RouteDraft) => string | null,
): string | null {
  const gone = (names: readonly string[]) => names.find((name) => !channels.includes(name));
  for (const route of routing.routes) {
    if (route.name.trim() === "") return "Each route needs a name.";
    const wrong = matchersProblem(route);
    if (wrong) return `${route.name}: ${wrong}`;
    const missing = gone(route.channels);
    if (missing !== undefined) return `${route.name}: there is no channel "${missing}" any more. Take it out.`;
    const wait = [route.group_wait, route.repeat_every].find((text) => text !== undefined && !isWait(text));
    if (wait !== undefined) return `${route.name}: "${wait}" is not a time to wait. Write a number and one of s, m, h, d, such as 30s.`;
  }
  const missing = gone(routing.fallback);
  if (missing !== undefined) return `There is no channel "${missing}" any more. Take it out of the fallback.`;
  const wait = [routing.group_wait, routing.group_interval, routing.repeat_every].find((text) => !isWait(text));
  return wait === undefined ? null : `"${wait}" is not a time to wait. Write a number and one of s, m, h, d, such as 30s.`;
}

/** A route that takes everything and does not go on hides those after it. The index of the first such; null: none. */
export function hidingRoute(routes: readonly RouteDraft[]): number | null {
  const index = routes.findIndex((route, i) => route.matchers.length === 0 && !route.continue && i < routes.length - 1);
  return index < 0 ? null : index;
}
