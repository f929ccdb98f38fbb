import type { Pool } from "pg";
import type { AcceptServices } from "./accept.ts";
import { Catalog } from "./catalog.ts";
import type { IngestLimits } from "./limits.ts";
import { createRecordHash, loadHashKey, type RecordHash } from "./record-hash.ts";
import { Store } from "./store.ts";

/** What stores records on a data base. `hash` is only for tests of collisions; else the installation's own keyed one. */
export async function createServices(pool: Pool, limits: IngestLimits, hash?: RecordHash): Promise<AcceptServices> {
  const recordHash = hash ?? createRecordHash(await loadHashKey(pool));
  return { catalog: new Catalog(pool, limits), limits, store: new Store({ pool, hash: recordHash, limits }) };
}

/** Makes something at its first use, and again at the next when that failed: a data base may not be there yet. */
export function onFirstUse<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
