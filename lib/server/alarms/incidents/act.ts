import type { PoolClient } from "pg";
import type { z } from "zod";
import type { acknowledgeSchema, IncidentVerdict } from "#core/contracts/incidents.ts";
import { inTransaction } from "../../db/transaction.ts";
import { Problem } from "../../http/problem.ts";
import { enqueue } from "../../notify/enqueue.ts";
import type { QueryRequest } from "../../queries/context.ts";
import { databaseNow } from "../evaluate/due.ts";
import { addEvent, standingItem } from "../evaluate/open-incidents.ts";
import { publicAddress } from "../evaluate/round.ts";
import { ACKNOWLEDGE, LOCK_INCIDENT, SELECT_INCIDENT, SET_VERDICT } from "../sql/read-incidents.sql.ts";

const WORDS: Record<IncidentVerdict, string> = {
  real: "Real: something was wrong.",
  false: "False: nothing was wrong.",
  expected: "Expected: it was known beforehand.",
};

/** Somebody has seen it: repeats stop, and those who were told that it fires are told so, the first time. With a verdict or a comment, if there is one. */
export async function acknowledge(
  request: QueryRequest,
  id: number,
  said: z.output<typeof acknowledgeSchema>,
  author: string,
): Promise<void> {
  await inTransaction(request.pool, async (client) => {
    const before = (await client.query<{ acknowledged_at: Date | null }>(LOCK_INCIDENT, [request.projectId, id])).rows[0];
    found(before ? 1 : 0, id);
    await client.query(ACKNOWLEDGE, [request.projectId, id, author]);
    await addEvent(client, id, "acknowledged", author, { text: said.comment || "Seen." });
    if (before?.acknowledged_at === null) await tellSeen(client, id, author, said.comment);
    if (said.verdict !== null) await writeVerdict(client, request, id, said.verdict, author);
  });
}

/** Nobody else needs to get up: what pages people stops paging, and everybody sees who looks after it. */
async function tellSeen(client: PoolClient, id: number, author: string, comment: string): Promise<void> {
  const note = comment ? `Acknowledged by ${author}: ${comment}` : `Acknowledged by ${author}.`;
  const item = await standingItem(client, id, "acknowledged", publicAddress(), note);
  if (item) await enqueue(client, [item], await databaseNow(client));
}

/** What it was, once somebody knows; null takes it back. */
export async function setVerdict(
  request: QueryRequest,
  id: number,
  verdict: IncidentVerdict | null,
  comment: string,
  author: string,
): Promise<void> {
  await inTransaction(request.pool, async (client) => {
    await writeVerdict(client, request, id, verdict, author);
    if (comment) await addEvent(client, id, "comment", author, { text: comment });
  });
}

async function writeVerdict(
  client: PoolClient,
  { projectId }: QueryRequest,
  id: number,
  verdict: IncidentVerdict | null,
  author: string,
): Promise<void> {
  found((await client.query(SET_VERDICT, [projectId, id, verdict, author])).rowCount, id);
  await addEvent(client, id, "verdict", author, { text: verdict === null ? "The verdict was taken back." : WORDS[verdict], verdict });
}

export async function comment(request: QueryRequest, id: number, text: string, author: string): Promise<void> {
  await inTransaction(request.pool, async (client) => {
    found((await client.query(SELECT_INCIDENT, [request.projectId, id])).rowCount, id);
    await addEvent(client, id, "comment", author, { text });
  });
}

function found(rows: number | null, id: number): void {
  if (!rows) throw new Problem({ status: 404, code: "unknown_incident", detail: `There is no incident ${id} in this project.` });
}
