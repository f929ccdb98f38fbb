import type { Pool, PoolClient } from "pg";

/** Wakes whoever packs and sends, once the transaction is committed. */
export const wakeSenders = (client: Pool | PoolClient): Promise<unknown> => client.query("SELECT pg_notify('outbox', '')");
