import type { IncidentVerdict } from "../contracts/incidents.ts";
import { formatNumber } from "./format.ts";
import type { Span } from "./replay.ts";

export interface PrunableRule {
  id: number;
  name: string;
  model: string | null;
  /** Days for which it has been evaluated. */
  days: number;
  incidents: readonly (Span & { verdict: IncidentVerdict | null })[];
}

export interface Pruning {
  alarm: number;
  finding: "never_fired" | "only_false" | "duplicate";
  sentence: string;
  /** Of a duplicate: the rule that says the same. */
  other: number | null;
}

/** A rule has had its chance after so many days. */
const NEVER_DAYS = 60;
/** So many false ones in a row are no accident. */
const FEWEST_FALSE = 5;
const FEWEST_INCIDENTS = 3;
/** Part of the time in which either fires that both do. */
const SAME_TIME = 0.9;

/**
 * Rules that a team could do without, at most one finding each: every judged incident was false (five or more, none real or expected); it fires when
 * another rule of the same model fires (Jaccard of the time in which they fire >= 0.9, three incidents each; the one with the smaller share of real
 * ones is named, or the newer); it has never fired in 60 days or more. `now` ends what goes on. ms since the epoch.
 */
export function pruningOf(rules: readonly PrunableRule[], now: number): Pruning[] {
  const firing = new Map(rules.map((rule) => [rule.id, union(rule.incidents, now)]));
  const gone = new Set<number>();
  return rules.flatMap((rule): Pruning[] => {
    const found = onlyFalse(rule) ?? duplicate(rule, rules, firing, gone) ?? neverFired(rule);
    if (found) gone.add(rule.id);
    return found ? [found] : [];
  });
}

const having = (rule: PrunableRule, verdict: IncidentVerdict) => rule.incidents.filter((incident) => incident.verdict === verdict).length;

function onlyFalse(rule: PrunableRule): Pruning | null {
  const wrong = having(rule, "false");
  if (wrong < FEWEST_FALSE || having(rule, "real") + having(rule, "expected") > 0) return null;
  return { alarm: rule.id, finding: "only_false", sentence: `All ${wrong} of its incidents that anyone judged were false.`, other: null };
}

function neverFired(rule: PrunableRule): Pruning | null {
  if (rule.incidents.length > 0 || rule.days < NEVER_DAYS) return null;
  const sentence = `It has never fired in ${formatNumber(Math.floor(rule.days))} days. Keep it if what it watches for is rare and grave.`;
  return { alarm: rule.id, finding: "never_fired", sentence, other: null };
}

function duplicate(
  rule: PrunableRule,
  rules: readonly PrunableRule[],
  firing: ReadonlyMap<number, readonly Closed[]>,
  gone: ReadonlySet<number>,
): Pruning | null {
  if (rule.incidents.length < FEWEST_INCIDENTS) return null;
  for (const other of rules) {
    if (other.id === rule.id || other.model !== rule.model || other.incidents.length < FEWEST_INCIDENTS || gone.has(other.id)) continue;
    if (!isBetter(other, rule)) continue;
    const same = jaccard(firing.get(rule.id)!, firing.get(other.id)!);
    if (same < SAME_TIME) continue;
    return {
      alarm: rule.id,
      finding: "duplicate",
      sentence: `It fires when "${other.name}" fires: ${formatNumber(same * 100)}% of the time in which either does.`,
      other: other.id,
    };
  }
  return null;
}

/** Whether a pair would rather keep `a`: the larger share of real ones, then the older. */
function isBetter(a: PrunableRule, b: PrunableRule): boolean {
  const share = (rule: PrunableRule) => having(rule, "real") / Math.max(1, having(rule, "real") + having(rule, "false"));
  const difference = share(a) - share(b);
  return difference === 0 ? a.id < b.id : difference > 0;
}

interface Closed {
  from: number;
  to: number;
}

/** The time in which any of them is, as spans that do not touch, in order. */
function union(spans: readonly Span[], now: number): Closed[] {
  const sorted = spans.map(({ from, to }) => ({ from, to: Math.max(from, to ?? now) })).sort((a, b) => a.from - b.from);
  const found: Closed[] = [];
  for (const span of sorted) {
    const last = found.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else found.push(span);
  }
  return found;
}

const length = (spans: readonly Closed[]) => spans.reduce((sum, { from, to }) => sum + to - from, 0);

/** Time in both over time in either; 0 when there is none. */
function jaccard(a: readonly Closed[], b: readonly Closed[]): number {
  let both = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    both += Math.max(0, Math.min(a[i]!.to, b[j]!.to) - Math.max(a[i]!.from, b[j]!.from));
    if (a[i]!.to < b[j]!.to) i++;
    else j++;
  }
  const either = length(a) + length(b) - both;
  return either > 0 ? both / either : 0;
}
