import type { AnalysisKind } from "./kind.ts";

/** Every kind, loaded where it runs: the worker's thread. Parameters were checked by whoever asked. */
const KINDS: Record<string, () => Promise<AnalysisKind<never, unknown>>> = {
  verdict: async () => (await import("../queries/verdict.ts")).verdictKind,
  weak_slices: async () => (await import("../queries/weak-slices.ts")).weakSlicesKind,
  multivariate: async () => (await import("../queries/multivariate.ts")).multivariateKind,
  standing_verdict: async () => (await import("../queries/verdict-standing.ts")).standingVerdictKind,
  detector_false_alarms: async () => (await import("../detectors/false-alarms.ts")).falseAlarmsKind,
};

export type Kinds = typeof KINDS;

/** The kind of that name; throws when there is none, as after a downgrade. */
export async function kindNamed(name: string, kinds: Kinds = KINDS): Promise<AnalysisKind<unknown, unknown>> {
  const load = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (!load) throw new Error(`There is no analysis of kind "${name}".`);
  // Parameters come back as they were asked with, from JSON.
  return (await load()) as AnalysisKind<unknown, unknown>;
}
