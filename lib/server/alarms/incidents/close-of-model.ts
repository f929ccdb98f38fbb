import type { PoolClient } from "pg";
import { enqueue, type ToTell } from "../../notify/enqueue.ts";
import { databaseNow } from "../evaluate/due.ts";
import { closeIncident } from "../evaluate/open-incidents.ts";
import { publicAddress } from "../evaluate/round.ts";
import { SELECT_OPEN_OF_MODEL } from "../sql/incidents.sql.ts";
import { END_RULES_OF_MODEL } from "../sql/rules.sql.ts";

/**
 * Ends the alarms of a model that is about to be deleted, and says that its incidents are over to those who were told of them: their receivers
 * would show them for ever. Waits for an evaluation that is under way, and after it there is none.
 */
export async function endAlarmsOfModel(client: PoolClient, modelId: number): Promise<void> {
  await client.query(END_RULES_OF_MODEL, [modelId]);
  const now = await databaseNow(client);
  const { rows } = await client.query<{ id: number }>(SELECT_OPEN_OF_MODEL, [modelId]);
  const items: ToTell[] = [];
  for (const { id } of rows) items.push(...(await closeIncident(client, id, "no_longer_there", { now, address: publicAddress() })));
  await enqueue(client, items, now);
}
