import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type { z } from "zod";
import { groupKeyOf } from "#core/alarms/routing.ts";
import type { Alert, channelTestSchema } from "#core/contracts/channels.ts";
import { inTransaction } from "../db/transaction.ts";
import { unknownChannel } from "./channels.ts";
import { claimMessage } from "./claim.ts";
import { databaseClock } from "./clock.ts";
import { packGroup } from "./packing.ts";
import { type SenderDeps, sendClaimed } from "./sender.ts";

/** Whoever pressed the button waits for at most 20 s; a test of PagerDuty is two requests. */
const TIMEOUT_MS: Record<string, number> = { pagerduty: 9_000 };
const USUAL_TIMEOUT_MS = 15_000;
const LEASE_MS = 30_000;

function alertOfTest(channel: string, base: string, now: Date): Alert {
  const at = now.toISOString();
  const address = base && `${base}/alarms/channels`;
  return {
    status: "firing",
    labels: { alertname: "TidemarkTest", severity: "warning", channel },
    annotations: {
      summary: `This is a test of the channel ${channel}`,
      description: "Somebody pressed Test in Tidemark. Nothing has happened, and there is nothing to do.",
    },
    startsAt: at,
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: address,
    fingerprint: `tidemark-test-${randomUUID()}`,
    incident: 0,
    values: { example: 0.25 },
    threshold: 0.2,
    n: 1_000,
    window: { from: new Date(now.getTime() - 86_400_000).toISOString(), to: at },
    incidentURL: address,
    silenceURL: "",
    dashboardURL: address,
    links: [],
  };
}

/** Tells a channel something on the whole way that an alarm takes, outbox and all, and says how it went. One that is off is tested too. */
export async function testChannel(
  pool: Pool,
  projectId: number,
  id: number,
  deps: SenderDeps = {},
): Promise<z.output<typeof channelTestSchema>> {
  const { message, now, kind } = await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ name: string; kind: string }>(
      "SELECT name, kind FROM channel WHERE project_id = $1 AND id = $2 AND deleted_at IS NULL",
      [projectId, id],
    );
    const channel = rows[0];
    if (!channel) throw unknownChannel(id);
    const at = await (deps.clock ?? databaseClock)(client);
    const alert = alertOfTest(channel.name, process.env.TIDEMARK_URL?.trim().replace(/\/+$/, "") ?? "", at);
    // A group of its own, so that it waits for nobody.
    const group = `${groupKeyOf(["alertname", "channel"], alert.labels)}/${alert.fingerprint}`;
    await client.query(
      `INSERT INTO notification (project_id, channel_id, group_key, kind, alert, not_before, created_at) VALUES ($1, $2, $3, 'test', $4, $5, $5)`,
      [projectId, id, group, alert, at],
    );
    const packed = (await packGroup(client, id, group, at))!;
    // Claimed before anybody else can see it.
    return { message: (await claimMessage(client, at, LEASE_MS, packed))!, now: at, kind: channel.kind };
  });
  const from = performance.now();
  const outcome = await sendClaimed(pool, message, now, { ...deps, timeoutMs: deps.timeoutMs ?? TIMEOUT_MS[kind] ?? USUAL_TIMEOUT_MS });
  return {
    delivered: outcome.delivered,
    message_id: message.id,
    status: outcome.status,
    duration_ms: Math.round(performance.now() - from),
    error: outcome.error,
  };
}
