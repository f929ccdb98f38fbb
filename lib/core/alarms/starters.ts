import { type RuleDefinition, type RuleDefinitionInput, ruleDefinitionSchema } from "../contracts/alarm-rules.ts";
import { nominalMs } from "./durations.ts";
import { MODEL_TASKS, type ModelTask } from "./failures.ts";
import type { ModelFacts, SparseExpression } from "./starter-facts.ts";
import { DATA_STARTERS } from "./starter-rules-data.ts";
import { MODEL_STARTERS } from "./starter-rules-model.ts";

export type { ModelFacts, StarterColumn } from "./starter-facts.ts";

/**
 * A rule to begin with.
 *
 * Together the rules of a task keep to a budget: at most one incident in 50 windows in which nothing drifts, 0.02 a window. `chance` is each rule's part,
 * an upper bound for a window of its own records:
 * - drift of a role: p <= 0.001 after correction over all its columns (Benjamini-Hochberg: without drift that is the probability that any
 *   is called), less where the effect that is asked for is out of chance's reach with 200 records;
 * - rates above a threshold: the interval at 0.001, of which half is on the other side, if the true rate were just at the threshold; far below, nothing;
 * - "worse than a week ago and than usual": p <= 0.001 of the change, half of it on the other side; the band of history makes it less;
 * - counts and times: nothing is sampled, so nothing is by chance.
 * A window is looked at about four times while it slides on, and looks that overlap are nearly the same look, so a factor of two is set aside for it.
 * starters.test.ts adds up the bounds; starters.sim.test.ts counts: 200 windows of 14 inputs, predictions, scores and labels that do not drift made one
 * incident apart and two sliding, where four are allowed.
 */
export interface Starter {
  id: string;
  name: string;
  failure: string;
  /** What it sees, and why that is that failure. */
  why: string;
  tasks: readonly ModelTask[];
  /** Incidents by chance in one window without drift, at most. */
  chance: number;
  when: (facts: ModelFacts) => SparseExpression;
  /** What differs from the usual timing. */
  more?: (facts: ModelFacts) => Omit<RuleDefinitionInput, "when">;
  /** Why it makes no sense for a model; null: it does. */
  lacks: (facts: ModelFacts) => string | null;
}

export const STARTERS: readonly Starter[] = [...DATA_STARTERS, ...MODEL_STARTERS];

/** Incidents in a window without drift that the rules of a task may make together. */
export const CHANCE_BUDGET = 1 / 50;
/** Fewer records say nothing, and are not asked. */
const MIN_RECORDS = 200;

export interface StarterRule {
  id: string;
  name: string;
  failure: string;
  why: string;
  definition: RuleDefinition;
  /** Why it makes no sense for this model; null: it does. */
  not_applicable: string | null;
}

export interface StarterRules {
  task: ModelTask;
  title: string;
  rules: StarterRule[];
}

const TITLES: Record<ModelTask, string> = {
  tabular: "For tables",
  vision: "For images",
  text: "For texts",
  speech: "For speech",
  search: "For search and recommendation",
};

/** The rules to begin with for a model: those of its task (of tables where the task is none of ours), each with the reason where it makes no sense. */
export function starterSet(facts: ModelFacts): StarterRules {
  const task = MODEL_TASKS.find((known) => known === facts.task) ?? "tabular";
  const rules = STARTERS.filter(({ tasks }) => tasks.includes(task)).map((starter): StarterRule => {
    const { id, name, failure, why, when, more, lacks } = starter;
    const definition = ruleDefinitionSchema.parse({
      description: why,
      when: when(facts),
      window: facts.window,
      every: everyOf(facts.window),
      min_records: MIN_RECORDS,
      ...more?.(facts),
    });
    return { id, name, failure, why, definition, not_applicable: lacks(facts) };
  });
  return { task, title: TITLES[task], rules };
}

const INTERVALS = ["1w", "1d", "6h", "3h", "1h", "15m", "5m"];

/** About four looks a window: more find nothing sooner, and each may err. */
function everyOf(window: string): string {
  const quarter = nominalMs(window) / 4;
  return INTERVALS.find((interval) => nominalMs(interval) <= quarter) ?? "5m";
}

/** The ids of the starter rules that see a failure. */
export function startersFor(failure: string): string[] {
  return STARTERS.filter((starter) => starter.failure === failure || ALSO[starter.id]?.includes(failure)).map(({ id }) => id);
}

/** Failures that a rule sees beside its own. */
const ALSO: Record<string, readonly string[]> = {
  "missing-values": ["schema_change"],
  "score-drift": ["prediction_shift", "new_vocabulary"],
  "prediction-drift": ["prediction_collapse", "new_vocabulary"],
  "no-output": ["zero_results"],
  "silent-output": ["null_outputs"],
  "zero-results": ["null_outputs"],
  "text-length": ["microphone_change"],
  "redo-rate": ["microphone_change"],
  "switch-rate": ["microphone_change"],
  "performance-drop": ["concept_drift"],
};
