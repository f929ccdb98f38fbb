import { beforeAll } from "vitest";
import { createKey } from "../auth/keys.ts";
import { createAsker } from "../http/testing-requests.ts";
import type { OwnDatabase } from "./database.ts";

/** The routes on the data base of a file, and keys that may do everything: to be asked in tests and their hooks. */
export interface Routes {
  readonly key: string;
  readonly keyId: number;
  /** Of another project. */
  readonly foreign: string;
  readonly ask: ReturnType<typeof createAsker>["ask"];
  /** Asks `/api/v1/<path>` and gives the JSON of the answer, which must have the status. */
  call<T>(status: number, method: string, path: string, json?: unknown, as?: string): Promise<T>;
}

export function routesPerFile(db: OwnDatabase, now?: () => Date): Routes {
  let keys: { key: string; keyId: number; foreign: string };
  beforeAll(async () => {
    const { key, row } = await createKey(db.pool, { projectId: db.projectId, name: "test", scopes: ["admin"] });
    const { rows } = await db.pool.query<{ id: number }>("INSERT INTO project (slug, name) VALUES ('other', 'Other') RETURNING id");
    const foreign = await createKey(db.pool, { projectId: rows[0]!.id, name: "foreign", scopes: ["admin"] });
    keys = { key, keyId: row.id, foreign: foreign.key };
  });
  return {
    get key() {
      return keys.key;
    },
    get keyId() {
      return keys.keyId;
    },
    get foreign() {
      return keys.foreign;
    },
    ask: (...request) => createAsker(db.pool, now).ask(...request),
    call: (status, method, path, json, as = keys.key) =>
      createAsker(db.pool, now).askJson(status, method, `/api/v1/${path}`, { key: as, json }),
  };
}
