import type { Pool, PoolClient } from "pg";
import { slotAfter } from "#core/alarms/slots.ts";
import type { SeriesState } from "#core/alarms/types.ts";
import type { AlarmStatus, Reading } from "#core/contracts/alarm-rules.ts";
import { inTransaction } from "../../db/transaction.ts";
import { enqueue, type ToTell } from "../../notify/enqueue.ts";
import type { ConditionSeries } from "../readings/read-conditions.ts";
import { type ActiveSilence, loadSilences } from "../silences/load.ts";
import { silenceOf } from "../silences/silenced.ts";
import { ADVANCE_RULE, DELETE_STATES, INSERT_EVALUATIONS, LOCK_RULE, SELECT_STATES, UPSERT_STATES } from "../sql/evaluate.sql.ts";
import type { DueRule } from "./due.ts";
import { type FoldedSeries, foldSlots, unreadSeries } from "./fold.ts";
import { applySeries, type Told } from "./incidents.ts";
import { closeIncident } from "./open-incidents.ts";
import type { RuleReadings } from "./read-rules.ts";

export type AlarmFault = "locked" | "evaluated" | "told" | "before commit";

export interface CommitOptions {
  now: Date;
  /** The address of Tidemark, for links. */
  address: string;
  fault?: ((point: AlarmFault) => void | Promise<void>) | undefined;
}

export interface Committed {
  evaluated: number;
  skipped: number;
  fired: number;
  resolved: number;
}

interface StateRow {
  series: string;
  status: AlarmStatus;
  /** With the series' labels, which a rule that cannot be read has from here. */
  state: SeriesState & { labels?: Record<string, string> };
  incident_id: number | null;
}

/**
 * Writes what a rule's slots came to, in one transaction: a row for each slot, the states, incidents, and what people are told. Null when
 * the rule is no longer at the slot that was read (another worker was first, or somebody has changed it): nothing is written.
 */
export async function commitRule(pool: Pool, read: RuleReadings, options: CommitOptions): Promise<Committed | null> {
  const { rule } = read;
  if (read.slots.length === 0 && rule.skipped === null) return null;
  return inTransaction(pool, async (client) => {
    const locked = (await client.query<{ version: number; next_slot_at: Date | null }>(LOCK_RULE, [rule.id])).rows[0];
    if (!locked || locked.version !== rule.version || locked.next_slot_at?.getTime() !== rule.nextSlotAt) return null;
    await options.fault?.("locked");
    const states = new Map((await client.query<StateRow>(SELECT_STATES, [rule.id])).rows.map((row) => [row.series, row]));
    const folded = foldSlots(rule.definition, read.slots, conditionsRead(read, states), stateOf(rule, states));
    await insertEvaluations(client, read, folded, options.now);
    await options.fault?.("evaluated");
    const committed: Committed = { evaluated: read.slots.length, skipped: rule.skipped?.count ?? 0, fired: 0, resolved: 0 };
    if (read.slots.length > 0) {
      const silences = await loadSilences(client, rule.projectId, options.now);
      const items = await writeSeries(client, rule, folded, states, silences, options, committed);
      await options.fault?.("told");
      await enqueue(client, items, options.now);
    }
    const last = read.slots.at(-1) ?? rule.skipped?.to ?? rule.nextSlotAt;
    await client.query(ADVANCE_RULE, [rule.id, new Date(slotAfter(rule.definition, last))]);
    await options.fault?.("before commit");
    return committed;
  });
}

function conditionsRead({ rule, slots, conditions, failure }: RuleReadings, states: ReadonlyMap<string, StateRow>): ConditionSeries[][] {
  if (failure === null) return conditions;
  const known = [...states.values()].map(({ series, state }) => ({ series, labels: state.labels ?? {} }));
  return unreadSeries(rule.definition, slots, failure, known);
}

/** Where the series stood. Nobody saw the slots that are skipped: of none it can be said that it was beyond the threshold all that time. */
function stateOf(rule: DueRule, rows: ReadonlyMap<string, StateRow>): Map<string, SeriesState> {
  const seen = (state: SeriesState) => (rule.skipped && state.firedAt === null ? { ...state, breachedSince: null } : state);
  return new Map([...rows].map(([series, { state }]) => [series, seen(state)]));
}

async function insertEvaluations(
  client: PoolClient,
  { rule, slots, failure, partial }: RuleReadings,
  folded: readonly FoldedSeries[],
  now: Date,
): Promise<void> {
  const rows = slots.map((slotAt, i) => ({
    slotAt,
    outcome: failure === null ? "evaluated" : "failed",
    reason: failure ?? partial,
    readings: folded.map((one) => ({
      series: one.series,
      status: one.slots[i]!.status,
      readings: one.slots[i]!.readings.map(shortened),
    })),
  }));
  if (rule.skipped) {
    rows.unshift({ slotAt: rule.skipped.to, outcome: "skipped", reason: rule.skipped.reason, readings: [] });
  }
  await client.query(INSERT_EVALUATIONS, [
    rule.id,
    rule.version,
    rows.map(({ slotAt }) => new Date(slotAt)),
    rows.map(({ outcome }) => outcome),
    rows.map(({ reason }) => reason),
    rows.map(({ readings }) => JSON.stringify(readings)),
    now,
  ]);
}

/** What is null is left out: there is a row for every slot. */
function shortened(reading: Reading): Partial<Reading> {
  return Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== null));
}

async function writeSeries(
  client: PoolClient,
  rule: DueRule,
  folded: readonly FoldedSeries[],
  states: ReadonlyMap<string, StateRow>,
  silences: readonly ActiveSilence[],
  options: CommitOptions,
  committed: Committed,
): Promise<ToTell[]> {
  const items: ToTell[] = [];
  const rows = [];
  for (const series of folded) {
    const told: Told = await applySeries(client, rule, series, {
      incident: states.get(series.series)?.incident_id ?? null,
      silenced: (labels) => silenceOf(silences, labels) ?? null,
      now: options.now,
      address: options.address,
    });
    items.push(...told.items);
    committed.fired += told.fired;
    committed.resolved += told.resolved;
    rows.push({
      series: series.series,
      status: series.after.status,
      state: { ...series.after, labels: series.labels },
      incident: told.incident,
      changedAt: new Date(series.after.since),
    });
  }
  await client.query(UPSERT_STATES, [
    rule.id,
    rows.map(({ series }) => series),
    rows.map(({ status }) => status),
    rows.map(({ state }) => JSON.stringify(state)),
    rows.map(({ incident }) => incident),
    rows.map(({ changedAt }) => changedAt),
  ]);
  // A series that is no longer there (a column left out, a version retired) has nothing to clear it.
  const gone = [...states.values()].filter(({ series }) => !folded.some((kept) => kept.series === series));
  for (const { incident_id } of gone) {
    if (incident_id === null) continue;
    items.push(...(await closeIncident(client, incident_id, "no_longer_there", options)));
    committed.resolved++;
  }
  if (gone.length > 0) await client.query(DELETE_STATES, [rule.id, gone.map(({ series }) => series)]);
  return items;
}
