import type { RuleDefinition } from "#core/contracts/alarm-rules.ts";

export interface DefinitionChange {
  /** `when.is.threshold` */
  path: string;
  /** As JSON; null: it was not there, or is there no longer. */
  before: string | null;
  after: string | null;
}

/** What differs between two versions of a rule, leaf by leaf, in the order of the later one. */
export function changesBetween(before: RuleDefinition, after: RuleDefinition): DefinitionChange[] {
  const [was, is] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...is.keys(), ...was.keys()])]
    .map((path) => ({ path, before: was.get(path) ?? null, after: is.get(path) ?? null }))
    .filter((change) => change.before !== change.after);
}

function leavesOf(value: unknown, path = "", leaves = new Map<string, string>()): Map<string, string> {
  if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
    for (const [name, part] of Object.entries(value)) leavesOf(part, path === "" ? name : `${path}.${name}`, leaves);
  } else {
    leaves.set(path, JSON.stringify(value));
  }
  return leaves;
}
