import type { z } from "zod";
import { FAILURES } from "#core/alarms/failures.ts";
import { starterSet, startersFor } from "#core/alarms/starters.ts";
import type { RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { failuresSchema, StarterSet } from "#core/contracts/alarms.ts";
import { inTransaction } from "../../db/transaction.ts";
import { Problem } from "../../http/problem.ts";
import { onSnapshot, type QueryContext, type QueryRequest } from "../../queries/context.ts";
import { loadModel } from "../../queries/load-model.ts";
import { databaseNow } from "../evaluate/due.ts";
import { checkRule } from "../rules/validate.ts";
import { insertRule } from "../rules/write-rules.ts";
import { SELECT_RULES_BY_FAILURE, SELECT_TASKS } from "../sql/starters.sql.ts";
import { modelFacts } from "./model-facts.ts";

/** The label by which a rule is known to come from a starter, also in notifications. */
const STARTER_LABEL = "starter";

interface RuleRow {
  id: number;
  name: string;
  model: string | null;
  task: string | null;
  enabled: boolean;
  failure: string | null;
  starter: string | null;
}

async function rulesOf(context: Pick<QueryContext, "db" | "projectId">): Promise<RuleRow[]> {
  return (await context.db.query<RuleRow>(SELECT_RULES_BY_FAILURE, [context.projectId])).rows;
}

/** The rules to begin with for a model, and which of them it has already. */
export const startersOf = onSnapshot(async (context: QueryContext, model: string): Promise<StarterSet> => {
  const [facts, rules] = [await modelFacts(context, model), await rulesOf(context)];
  const set = starterSet(facts);
  return {
    model,
    task: set.task,
    title: set.title,
    rules: set.rules.map((rule) => ({
      ...rule,
      alarm: rules.find((made) => made.model === model && made.starter === rule.id)?.id ?? null,
    })),
  };
});

/**
 * Makes rules of starters, all or none. Those that the model has already are left as they are, also when somebody else makes them at the same time;
 * those that make no sense for it are refused.
 */
export async function addStarters(request: QueryRequest, model: string, ids: readonly string[], author: string): Promise<number[]> {
  const { rules } = await startersOf(request, model);
  const chosen = ids.map((id) => {
    const rule = rules.find((candidate) => candidate.id === id);
    if (!rule) throw refused(`There is no starter rule "${id}" for the model's task.`);
    if (rule.not_applicable !== null) throw refused(`"${rule.name}" makes no sense for ${model}: ${rule.not_applicable}`);
    return rule;
  });
  return inTransaction(request.pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('tidemark starters'))");
    const context = { db: client, projectId: request.projectId, now: request.now };
    const loaded = await loadModel(context, model);
    const has = new Set((await rulesOf(context)).flatMap((rule) => (rule.model === model ? (rule.starter ?? []) : [])));
    const now = await databaseNow(client);
    const made: number[] = [];
    for (const { id, name, failure, definition } of chosen) {
      if (has.has(id)) continue;
      const labelled: RuleDefinition = { ...definition, labels: { ...definition.labels, [STARTER_LABEL]: id } };
      await checkRule(context, loaded, labelled);
      const rule = { name, model, definition: labelled, enabled: true, failure, origin: "starter" as const };
      made.push(await insertRule(client, { projectId: request.projectId, modelId: loaded.id, now }, rule, author));
      has.add(id);
    }
    return made;
  });
}

function refused(detail: string): Problem {
  return new Problem({ status: 422, code: "invalid_starter", detail });
}

/** What can go wrong, and what would see it. */
export const failuresList = onSnapshot(async (context: QueryContext): Promise<z.infer<typeof failuresSchema>> => {
  const rules = await rulesOf(context);
  const used = new Set(rules.flatMap(({ starter }) => (starter === null ? [] : [starter])));
  const { rows } = await context.db.query<{ task: string }>(SELECT_TASKS, [context.projectId]);
  const tasks = new Set(rows.map(({ task }) => task));
  const data = FAILURES.map(({ id, title, story, sign, tasks: of, blind }) => {
    const starters = startersFor(id);
    return {
      id,
      title,
      story,
      sign,
      tasks: [...of],
      blind,
      alarms: rules
        .filter((rule) => rule.failure === id || (rule.starter !== null && starters.includes(rule.starter)))
        .map(({ id: alarm, name, model, enabled }) => ({ id: alarm, name, model, enabled })),
      starters: starters.filter((starter) => !used.has(starter)),
    };
  });
  // What can happen to the team's own models comes first.
  const own = (failure: (typeof data)[number]) => failure.tasks.some((task) => tasks.has(task));
  return { data: [...data.filter(own), ...data.filter((failure) => !own(failure))] };
});
