import type { Pool, PoolClient } from "pg";

/** What was written by so much after now was written by a clock that was ahead and has been put right since: it waits for nothing. */
export const AHEAD_MS = 60_000;

/** What time it is. The data base's clock decides, whatever the machines of the workers think; tests bring their own. */
export type Clock = (client: Pool | PoolClient) => Promise<Date>;

export const databaseClock: Clock = async (client) => (await client.query<{ now: Date }>("SELECT clock_timestamp() AS now")).rows[0]!.now;
