import type { Pool, PoolClient } from "pg";
import { type SilenceTimes, silenceFor, waitMs } from "#core/alarms/routing.ts";
import type { Alert, Routing } from "#core/contracts/channels.ts";
import { standingItem } from "../alarms/evaluate/open-incidents.ts";
import { publicAddress } from "../alarms/evaluate/round.ts";
import { inTransaction } from "../db/transaction.ts";
import { AHEAD_MS, type Clock, databaseClock } from "./clock.ts";
import { type Addressee, loadAddressees, type ToTell, targetsOf, tell } from "./enqueue.ts";
import { wakeSenders } from "./wake.ts";

/** The last that one channel was told of one incident that still fires and that nobody has acknowledged. */
interface Told {
  incident_id: number;
  project_id: number;
  rule_id: number;
  channel_id: number;
  alert: Alert;
  /** Of the incident as it is now: it may have become graver. */
  labels: Record<string, string>;
  created_at: Date;
  /** It has not been sent yet. */
  waiting: boolean;
}

const TOLD = `SELECT i.id AS incident_id, i.project_id, i.rule_id, n.channel_id, n.alert, n.alert->'labels' || i.labels AS labels, n.created_at,
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
/** What still fires and should have been told, but was not, for there was nobody to tell: every channel was off, or no route led to one. */
const UNHEARD = `SELECT i.id AS incident_id, i.project_id, i.labels FROM incident i
WHERE i.resolved_at IS NULL AND i.acknowledged_at IS NULL AND (i.evidence->>'told')::bool
  AND NOT EXISTS (SELECT 1 FROM notification n WHERE n.incident_id = i.id) ORDER BY i.id`;
/** One process at a time: two would both say it again. */
const LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('repeat notifications', 0)) AS mine";

function byIncident(rows: readonly Told[]): Told[][] {
  const groups = new Map<number, Told[]>();
  for (const row of rows) groups.set(row.incident_id, [...(groups.get(row.incident_id) ?? []), row]);
  return [...groups.values()];
}

interface Around {
  routing: Routing;
  channels: Map<string, Addressee>;
  silences: SilenceTimes[];
}

/** What is known of each project, loaded once. */
function projectsOf(client: PoolClient, now: Date): (projectId: number) => Promise<Around> {
  const known = new Map<number, Around>();
  return async (projectId) => {
    let project = known.get(projectId);
    if (!project) {
      const silences = await client.query<SilenceTimes>(SILENCES, [projectId, now]);
      project = { ...(await loadAddressees(client, projectId)), silences: silences.rows };
      known.set(projectId, project);
    }
    return project;
  };
}

type Projects = ReturnType<typeof projectsOf>;

/** Tells again what is due; answers how many were written. */
async function tellAgain(client: PoolClient, now: Date, projects: Projects): Promise<number> {
  const { rows } = await client.query<Told>(TOLD);
  let written = 0;
  for (const told of byIncident(rows)) {
    const latest = told.reduce((a, b) => (b.created_at > a.created_at ? b : a));
    const { project_id, incident_id, rule_id, alert, labels } = latest;
    // Said to be over: the incident's own end is about to be committed, or it was the end of an episode that came back.
    if (alert.status !== "firing") continue;
    const project = await projects(project_id);
    if (silenceFor(project.silences, labels, now.getTime())) continue;
    let item: ToTell | null = null;
    for (const target of targetsOf(labels, project.routing, project.channels)) {
      const last = told.find((one) => one.channel_id === target.channel.id) ?? latest;
      const age = now.getTime() - last.created_at.getTime();
      // What was told in the future was told by a clock that has been put right since.
      const due = age >= waitMs(target.route.repeat_every) || age < -AHEAD_MS;
      if (!target.channel.enabled || last.waiting || !due) continue;
      item ??= (await standingItem(client, incident_id, "repeat", publicAddress())) ?? {
        projectId: project_id,
        ruleId: rule_id,
        incidentId: incident_id,
        kind: "repeat",
        alert,
        labels,
      };
      await tell(client, item, target, now);
      written++;
    }
  }
  return written;
}

/** Tells what nobody has heard of, now that there is somebody. */
async function tellUnheard(client: PoolClient, now: Date, projects: Projects): Promise<number> {
  const { rows } = await client.query<Pick<Told, "incident_id" | "project_id" | "labels">>(UNHEARD);
  let written = 0;
  for (const { incident_id, project_id, labels } of rows) {
    const { routing, channels, silences } = await projects(project_id);
    const targets = targetsOf(labels, routing, channels).filter(({ channel }) => channel.enabled);
    if (targets.length === 0 || silenceFor(silences, labels, now.getTime())) continue;
    const item = await standingItem(client, incident_id, "firing", publicAddress());
    if (!item) continue;
    for (const target of targets) await tell(client, item, target, now);
    written += targets.length;
  }
  return written;
}

/**
 * Tells again what still fires, is not acknowledged and not silenced, `repeat_every` after it was told last; to whoever the routing
 * names by now, with what was seen in the last evaluation. What was not sent yet is not told twice; what nobody could be told is told as soon as
 * somebody can be. Answers how many were written.
 */
export function repeatRound(pool: Pool, clock: Clock = databaseClock): Promise<number> {
  return inTransaction(pool, async (client) => {
    const lock = await client.query<{ mine: boolean }>(LOCK);
    if (!lock.rows[0]!.mine) return 0;
    const now = await clock(client);
    const projects = projectsOf(client, now);
    const written = (await tellAgain(client, now, projects)) + (await tellUnheard(client, now, projects));
    if (written > 0) await wakeSenders(client);
    return written;
  });
}
