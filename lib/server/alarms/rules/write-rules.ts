import type { PoolClient } from "pg";
import type { z } from "zod";
import { slotAfter } from "#core/alarms/slots.ts";
import { type RuleDefinition, ruleDefinitionSchema } from "#core/contracts/alarm-rules.ts";
import type { createAlarmSchema, patchAlarmSchema } from "#core/contracts/alarms.ts";
import { prismaOf } from "../../db/client.ts";
import type { AlarmRule } from "../../db/generated/client.ts";
import type { SqlRow } from "../../db/sql-row.ts";
import { inTransaction } from "../../db/transaction.ts";
import { Problem } from "../../http/problem.ts";
import { enqueue, type ToTell } from "../../notify/enqueue.ts";
import { onSnapshot, type QueryContext, type QueryRequest } from "../../queries/context.ts";
import { loadModel } from "../../queries/load-model.ts";
import { databaseNow } from "../evaluate/due.ts";
import { closeIncident } from "../evaluate/open-incidents.ts";
import { publicAddress } from "../evaluate/round.ts";
import {
  DELETE_RULE,
  DELETE_STATES_OF_RULE,
  INSERT_RULE,
  INSERT_VERSION,
  LOCK_RULE,
  SELECT_OPEN_OF_RULE,
  UPDATE_RULE,
} from "../sql/rules.sql.ts";
import { checkRule } from "./validate.ts";

type VersionReason = "created" | "edited" | "suggestion" | "reverted" | "file";

export interface NewRule extends z.output<typeof createAlarmSchema> {
  origin: "user" | "starter" | "file" | "system";
}

type LockedRule = Pick<
  SqlRow<AlarmRule>,
  "id" | "name" | "definition" | "version" | "enabled" | "failure" | "next_slot_at" | "model_id"
> & { last_slot_at: Date | null; model: string | null };

/** What it watches, checked; its id. */
const modelIdFor = onSnapshot(async (context: QueryContext, name: string | null, definition: RuleDefinition): Promise<number | null> => {
  const model = name === null ? null : await loadModel(context, name);
  await checkRule(context, model, definition);
  return model?.id ?? null;
});

/** Makes a rule. It is evaluated from its next slot on. */
export async function createRule(request: QueryRequest, rule: NewRule, author: string): Promise<number> {
  const modelId = await modelIdFor(request, rule.model, rule.definition);
  const now = await databaseNow(request.pool);
  return inTransaction(request.pool, (client) => insertRule(client, { projectId: request.projectId, modelId, now }, rule, author));
}

// What follows runs in a transaction of the caller's, so that a file of alarms is taken in whole or not at all.

/** Writes a rule that has been checked; its id. */
export async function insertRule(
  client: PoolClient,
  { projectId, modelId, now }: { projectId: number; modelId: number | null; now: Date },
  rule: NewRule,
  author: string,
): Promise<number> {
  const json = JSON.stringify(rule.definition);
  const first = new Date(slotAfter(rule.definition, now.getTime()));
  const values = [projectId, modelId, rule.name, json, rule.enabled, rule.origin, rule.failure, first];
  const { id } = (await client.query<{ id: number }>(INSERT_RULE, values)).rows[0]!;
  await client.query(INSERT_VERSION, [id, 1, json, rule.origin === "file" ? "file" : "created", "", author]);
  return id;
}

export interface RuleChange extends z.output<typeof patchAlarmSchema> {
  reason?: VersionReason;
  /** Only while it is at this version. */
  ifVersion?: number;
}

/**
 * Changes a rule. A new definition is a new version: what it said before stays readable, its open incidents are closed as `rule_changed`, and it
 * starts afresh with its next slot. A rule that is switched off, too, leaves no incident open.
 */
export async function changeRule(request: QueryRequest, id: number, change: RuleChange, author: string): Promise<void> {
  const now = await databaseNow(request.pool);
  const before = await current(request, id);
  if (change.definition) await modelIdFor(request, before.model, change.definition);
  await inTransaction(request.pool, (client) => updateRule(client, { projectId: request.projectId, id, now }, change, author));
}

interface Which {
  projectId: number;
  id: number;
  now: Date;
}

/** Changes a rule; its new definition has been checked. */
export async function updateRule(client: PoolClient, { projectId, id, now }: Which, change: RuleChange, author: string): Promise<void> {
  const rule = await lock(client, projectId, id);
  if (change.ifVersion !== undefined && change.ifVersion !== rule.version) {
    throw new Problem({
      status: 409,
      code: "alarm_changed",
      detail: `The alarm has been changed meanwhile: it is at version ${rule.version}, not ${change.ifVersion}. Look at it again.`,
    });
  }
  const stored = ruleDefinitionSchema.parse(rule.definition);
  const changed = change.definition !== undefined && JSON.stringify(change.definition) !== JSON.stringify(stored);
  const definition = changed ? change.definition! : stored;
  const enabled = change.enabled ?? rule.enabled;
  const version = rule.version + (changed ? 1 : 0);
  const restarts = changed || (enabled && !rule.enabled);
  // Never again a slot that is in the record already, whatever the clock says.
  const next = restarts ? new Date(slotAfter(definition, Math.max(now.getTime(), rule.last_slot_at?.getTime() ?? 0))) : rule.next_slot_at;
  const name = change.name ?? rule.name;
  const failure = change.failure === undefined ? rule.failure : change.failure;
  await client.query(UPDATE_RULE, [id, name, JSON.stringify(definition), version, enabled, failure, next]);
  if (changed)
    await client.query(INSERT_VERSION, [id, version, JSON.stringify(definition), change.reason ?? "edited", change.note ?? "", author]);
  if (changed || (rule.enabled && !enabled)) await startAfresh(client, id, "rule_changed", now);
}

/** Goes back to what a rule said in an earlier version; that is a new version too. */
export async function revertRule(request: QueryRequest, id: number, version: number, author: string): Promise<void> {
  await current(request, id);
  const where = { ruleId_version: { ruleId: id, version } };
  const earlier = await prismaOf(request.pool).alarmRuleVersion.findUnique({ where, select: { definition: true } });
  if (!earlier) throw new Problem({ status: 404, code: "unknown_version", detail: `Alarm ${id} has no version ${version}.` });
  const definition = ruleDefinitionSchema.parse(earlier.definition);
  await changeRule(request, id, { definition, reason: "reverted", note: `Back to version ${version}.` }, author);
}

/** Deletes a rule. Its incidents stay readable. */
export async function deleteRule(request: QueryRequest, id: number): Promise<void> {
  const now = await databaseNow(request.pool);
  await inTransaction(request.pool, (client) => removeRule(client, { projectId: request.projectId, id, now }));
}

export async function removeRule(client: PoolClient, { projectId, id, now }: Which): Promise<void> {
  await lock(client, projectId, id);
  await startAfresh(client, id, "rule_deleted", now);
  await client.query(DELETE_RULE, [id]);
}

async function startAfresh(client: PoolClient, id: number, why: "rule_changed" | "rule_deleted", now: Date): Promise<void> {
  const { rows } = await client.query<{ id: number }>(SELECT_OPEN_OF_RULE, [id]);
  const items: ToTell[] = [];
  for (const open of rows) items.push(...(await closeIncident(client, open.id, why, { now, address: publicAddress() })));
  await client.query(DELETE_STATES_OF_RULE, [id]);
  await enqueue(client, items, now);
}

async function lock(client: PoolClient, projectId: number, id: number): Promise<LockedRule> {
  const rule = (await client.query<LockedRule>(LOCK_RULE, [projectId, id])).rows[0];
  if (!rule) throw new Problem({ status: 404, code: "unknown_alarm", detail: `There is no alarm ${id} in this project.` });
  return rule;
}

async function current(request: QueryRequest, id: number): Promise<LockedRule> {
  return inTransaction(request.pool, (client) => lock(client, request.projectId, id));
}
