import type { PoolClient } from "pg";
import type { z } from "zod";
import type { acknowledgeSchema, IncidentVerdict } from "#core/contracts/incidents.ts";
import { inTransaction } from "../../db/transaction.ts";
import { Problem } from "../../http/problem.ts";
import type { QueryRequest } from "../../queries/context.ts";
import { addEvent } from "../evaluate/open-incidents.ts";
import { ACKNOWLEDGE, SELECT_INCIDENT, SET_VERDICT } from "../sql/read-incidents.sql.ts";

const WORDS: Record<IncidentVerdict, string> = {
  real: "Real: something was wrong.",
  false: "False: nothing was wrong.",
  expected: "Expected: it was known beforehand.",
};

/** Somebody has seen it: repeats stop. With a verdict or a comment, if there is one. */
export async function acknowledge(
  request: QueryRequest,
  id: number,
  said: z.output<typeof acknowledgeSchema>,
  author: string,
): Promise<void> {
  await inTransaction(request.pool, async (client) => {
    found((await client.query(ACKNOWLEDGE, [request.projectId, id, author])).rowCount, id);
    await addEvent(client, id, "acknowledged", author, { text: said.comment || "Seen." });
    if (said.verdict !== null) await writeVerdict(client, request, id, said.verdict, author);
  });
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
