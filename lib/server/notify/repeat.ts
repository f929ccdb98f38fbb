import type { Pool, PoolClient } from "pg";
import { type SilenceTimes, silenceFor, waitMs } from "#core/alarms/routing.ts";
import type { Alert } from "#core/contracts/channels.ts";
import { inTransaction } from "../db/transaction.ts";
import { type Clock, databaseClock } from "./clock.ts";
import { loadAddressees, targetsOf, tell } from "./enqueue.ts";
import { wakeSenders } from "./wake.ts";

/** The last that one channel was told of one incident that still fires and that nobody has acknowledged. */
interface Told {
  incident_id: number;
  project_id: number;
  rule_id: number;
  channel_id: number;
  alert: Alert;
  created_at: Date;
  /** It has not been sent yet. */
  waiting: boolean;
}

const TOLD = `SELECT i.id AS incident_id, i.project_id, i.rule_id, n.channel_id, n.alert, n.created_at,
  (n.message_id IS NULL OR m.status = 'pending') AS waiting
FROM incident i
CROSS JOIN LATERAL (
  SELECT DISTINCT ON (channel_id) channel_id, alert, created_at, message_id FROM notification WHERE incident_id = i.id ORDER BY channel_id, id DESC
) n
LEFT JOIN message m ON m.id = n.message_id
WHERE i.resolved_at IS NULL AND i.acknowledged_at IS NULL
ORDER BY i.project_id, i.id, n.channel_id`;
const SILENCES = `SELECT matchers, extract(epoch FROM starts_at)::float8 * 1000 AS "startsAt", extract(epoch FROM ends_at)::float8 * 1000 AS "endsAt"
FROM silence WHERE project_id = $1 AND ends_at > $2 AND expired_at IS NULL`;
/** One process at a time: two would both say it again. */
const LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('repeat notifications', 0)) AS mine";

function byIncident(rows: readonly Told[]): Told[][] {
  const groups = new Map<number, Told[]>();
  for (const row of rows) groups.set(row.incident_id, [...(groups.get(row.incident_id) ?? []), row]);
  return [...groups.values()];
}

async function loadProject(client: PoolClient, projectId: number, now: Date) {
  const silences = await client.query<SilenceTimes>(SILENCES, [projectId, now]);
  return { ...(await loadAddressees(client, projectId)), silences: silences.rows };
}

/**
 * Tells again what still fires, is not acknowledged and not silenced, `repeat_every` after it was told last; to whoever the routing
 * names by now. What was not sent yet is not told twice. Answers how many were written.
 */
export function repeatRound(pool: Pool, clock: Clock = databaseClock): Promise<number> {
  return inTransaction(pool, async (client) => {
    const lock = await client.query<{ mine: boolean }>(LOCK);
    if (!lock.rows[0]!.mine) return 0;
    const now = await clock(client);
    const { rows } = await client.query<Told>(TOLD);
    const projects = new Map<number, Awaited<ReturnType<typeof loadProject>>>();
    let written = 0;
    for (const told of byIncident(rows)) {
      const latest = told.reduce((a, b) => (b.created_at > a.created_at ? b : a));
      const { project_id, incident_id, rule_id, alert } = latest;
      // Said to be over: the incident's own end is about to be committed, or it was the end of an episode that came back.
      if (alert.status !== "firing") continue;
      const project = projects.get(project_id) ?? (await loadProject(client, project_id, now));
      projects.set(project_id, project);
      if (silenceFor(project.silences, alert.labels, now.getTime())) continue;
      for (const target of targetsOf(alert.labels, project.routing, project.channels)) {
        const last = told.find((one) => one.channel_id === target.channel.id) ?? latest;
        const age = now.getTime() - last.created_at.getTime();
        if (!target.channel.enabled || last.waiting || age < waitMs(target.route.repeat_every)) continue;
        const item = {
          projectId: project_id,
          ruleId: rule_id,
          incidentId: incident_id,
          kind: "repeat" as const,
          alert,
          labels: alert.labels,
        };
        await tell(client, item, target, now);
        written++;
      }
    }
    if (written > 0) await wakeSenders(client);
    return written;
  });
}
