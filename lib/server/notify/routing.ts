import type { Pool, PoolClient } from "pg";
import type { z } from "zod";
import { matcherError } from "#core/alarms/matchers.ts";
import { type Routing, type routingAnswerSchema, routingSchema } from "#core/contracts/channels.ts";
import { Problem } from "../http/problem.ts";
import { DEFAULT_ROUTING } from "./enqueue.ts";

type Answer = z.output<typeof routingAnswerSchema>;

interface Row {
  definition: unknown;
  version: number;
  updated_at: Date;
}

/** A project's routing. Version 0: nobody has written one, and nobody is told. */
export async function readRouting(client: Pool | PoolClient, projectId: number): Promise<Answer> {
  const { rows } = await client.query<Row>("SELECT definition, version, updated_at FROM routing WHERE project_id = $1", [projectId]);
  const row = rows[0];
  if (!row) return { routing: DEFAULT_ROUTING, version: 0, updated_at: null };
  const parsed = routingSchema.safeParse(row.definition);
  return { routing: parsed.success ? parsed.data : DEFAULT_ROUTING, version: row.version, updated_at: row.updated_at.toISOString() };
}

async function checkRouting(client: PoolClient, projectId: number, routing: Routing): Promise<void> {
  const { rows } = await client.query<{ name: string }>("SELECT name FROM channel WHERE project_id = $1 AND deleted_at IS NULL", [
    projectId,
  ]);
  const known = new Set(rows.map((row) => row.name));
  const errors: { pointer: string; detail: string }[] = [];
  const check = (names: string[], pointer: string) =>
    names.forEach(
      (name, i) => void (known.has(name) || errors.push({ pointer: `${pointer}/${i}`, detail: `There is no channel "${name}".` })),
    );
  check(routing.fallback, "/routing/fallback");
  routing.routes.forEach((route, r) => {
    check(route.channels, `/routing/routes/${r}/channels`);
    route.matchers.forEach((matcher, m) => {
      const detail = matcherError(matcher);
      if (detail) errors.push({ pointer: `/routing/routes/${r}/matchers/${m}/value`, detail });
    });
  });
  if (errors.length > 0) {
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
    throw new Problem({ status: 422, code: "invalid_routing", detail: `${errors[0]!.detail}${more}`, extra: { errors } });
  }
}

const INSERT = "INSERT INTO routing (project_id, definition) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const UPDATE = `UPDATE routing SET definition = $2, version = version + 1, updated_at = clock_timestamp() WHERE project_id = $1 AND version = $3`;

/** Writes the routing if it is still the version that was changed; 409 else. Runs in a transaction of the caller's. */
export async function writeRouting(
  client: PoolClient,
  projectId: number,
  { routing, version }: { routing: Routing; version: number },
): Promise<Answer> {
  await checkRouting(client, projectId, routing);
  const written =
    version === 0 ? await client.query(INSERT, [projectId, routing]) : await client.query(UPDATE, [projectId, routing, version]);
  if (written.rowCount === 0) {
    throw new Problem({
      status: 409,
      code: "routing_changed",
      detail: "Somebody has changed the routing meanwhile. Load it again and repeat your change.",
    });
  }
  return readRouting(client, projectId);
}
