import type { Pool } from "pg";
import { slotAfter } from "#core/alarms/slots.ts";
import { ruleDefinitionSchema, type SYSTEM_IDS } from "#core/contracts/alarm-rules.ts";
import { defaultProjectId } from "../auth/default-project.ts";
import { inTransaction } from "../db/transaction.ts";
import { databaseNow } from "./evaluate/due.ts";
import { INSERT_RULE, INSERT_VERSION, SELECT_SYSTEM_IDS } from "./sql/rules.sql.ts";

type SystemId = (typeof SYSTEM_IDS)[number];

interface SystemRule {
  id: SystemId;
  name: string;
  description: string;
  beyond: "above" | "below";
  threshold: number;
  for: string;
  onNoData?: "firing";
  severity: "warning" | "critical";
}

/** What Tidemark watches of itself from its first start on. */
const SYSTEM_RULES: readonly SystemRule[] = [
  {
    id: "worker_silent",
    name: "Worker is silent",
    description: "No worker has been seen for two minutes: nothing is counted, no model is watched. The web process evaluates this alarm.",
    beyond: "above",
    threshold: 30,
    for: "2m",
    // A worker that ends in order leaves nothing behind that could grow old.
    onNoData: "firing",
    severity: "critical",
  },
  {
    id: "rollup_lag",
    name: "Counting lags behind",
    description: "Records were received ten minutes ago and are not counted yet: charts and alarms are late.",
    beyond: "above",
    threshold: 600,
    for: "5m",
    severity: "warning",
  },
  {
    id: "outbox_age",
    name: "Notifications wait",
    description: "A notification has been waiting for half an hour: its receiver does not take it.",
    beyond: "above",
    threshold: 1800,
    for: "0m",
    severity: "warning",
  },
  {
    id: "dead_letters",
    name: "Notifications were given up",
    description:
      "In the last day a notification was given up: its receiver refuses it, or took none of ten attempts. See Alarms, Channels.",
    beyond: "above",
    threshold: 0,
    for: "0m",
    severity: "critical",
  },
  {
    id: "disk_free",
    name: "Disk is filling up",
    description: "Less than a tenth of the disk with Tidemark's data folder is free.",
    beyond: "below",
    threshold: 0.1,
    for: "0m",
    severity: "critical",
  },
  {
    id: "conservation",
    name: "Records are not conserved",
    description:
      "A batch was not accounted for, or a segment cannot be counted. This is a fault of Tidemark: please report it with the worker's log.",
    beyond: "above",
    threshold: 0,
    for: "0m",
    severity: "critical",
  },
  {
    id: "skipped_slots",
    name: "Evaluations were skipped",
    description: "Slots of alarms were missed for so long that they were not caught up.",
    beyond: "above",
    threshold: 0,
    for: "0m",
    severity: "warning",
  },
];

/** Makes the rules by which Tidemark watches itself, once: what a person has changed or deleted since stays so. */
export async function ensureSystemRules(pool: Pool): Promise<void> {
  const projectId = await defaultProjectId(pool);
  const now = await databaseNow(pool);
  await inTransaction(pool, async (client) => {
    // Several processes start at once.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('tidemark system rules'))");
    const { rows } = await client.query<{ id: string }>(SELECT_SYSTEM_IDS, [projectId]);
    for (const rule of SYSTEM_RULES) {
      if (rows.some(({ id }) => id === rule.id)) continue;
      const definition = ruleDefinitionSchema.parse({
        description: rule.description,
        when: { metric: { kind: "system", id: rule.id }, is: { kind: rule.beyond, threshold: rule.threshold }, evidence: "off" },
        window: "1m",
        every: "1m",
        for: rule.for,
        min_records: 0,
        on_no_data: rule.onNoData ?? "keep",
        severity: rule.severity,
      });
      const json = JSON.stringify(definition);
      const first = new Date(slotAfter(definition, now.getTime()));
      const made = await client.query<{ id: number }>(INSERT_RULE, [projectId, null, rule.name, json, true, "system", null, first]);
      await client.query(INSERT_VERSION, [made.rows[0]!.id, 1, json, "created", "", "Tidemark"]);
    }
  });
}
