import { DATA_FAILURES } from "./failures-data.ts";
import { MODEL_FAILURES } from "./failures-model.ts";

export const MODEL_TASKS = ["tabular", "vision", "text", "speech", "search"] as const;
export type ModelTask = (typeof MODEL_TASKS)[number];

/** Something that can go wrong with a deployed model. */
export interface Failure {
  id: string;
  title: string;
  /** How it comes about. */
  story: string;
  /** What in the data shows it. */
  sign: string;
  tasks: readonly ModelTask[];
  /** Why Tidemark cannot see it; null: it can, by the starter rules that name it. */
  blind: string | null;
}

/** What a team should have thought of, the nearest to the data first. */
export const FAILURES: readonly Failure[] = [...DATA_FAILURES, ...MODEL_FAILURES];

const BY_ID = new Map(FAILURES.map((failure) => [failure.id, failure]));

/** The failure of an id; undefined: there is none, such as one that a later edition of Tidemark knows. */
export function failureOf(id: string): Failure | undefined {
  return BY_ID.get(id);
}
