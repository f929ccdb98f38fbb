import { expect } from "vitest";
import type { RecordRow, RecordsPage } from "#core/contracts/records.ts";
import { sendRecords } from "../http/testing-requests.ts";
import type { OwnDatabase } from "./database.ts";
import { DAY_MS, seeded } from "./records.ts";
import type { Routes } from "./routes.ts";

const START = Date.parse("2026-03-01T00:00:00Z");

export interface ShopRecord {
  id: string;
  ts: string;
  model: string;
  version: string;
  inputs: Record<string, unknown>;
  prediction: string;
  tags: { country: string };
}

const random = seeded(11);
/** Ten days of a model `shop`. */
export const SHOP_RECORDS: readonly ShopRecord[] = Array.from({ length: 1_500 }, (_, i) => ({
  id: `r-${i}`,
  ts: new Date(START + Math.floor((random() * 10 * DAY_MS) / 1000) * 1000).toISOString(),
  model: "shop",
  version: i % 3 === 0 ? "2" : "1",
  inputs: {
    age: i % 50 === 0 ? null : i % 51 === 0 ? "old" : 18 + Math.floor(random() * 60),
    "a>b": i,
    plan: ["free", "pro", "team"][Math.floor(random() * 3)],
    note: i % 7 === 0 ? '=HYPERLINK("http://x")' : `said "hello", and\nwent ${i}`,
    message: `Please send the refund number ${i} to my new address as soon as you can`,
  },
  prediction: random() < 0.5 ? "yes" : "no",
  tags: { country: random() < 0.3 ? "KR" : "DE" },
}));

/** Sends them, shuffled into segments, so that all of them overlap in time, and a label and feedback for one of them. */
export async function sendShopRecords(db: OwnDatabase): Promise<void> {
  for (let part = 0; part < 5; part++)
    await sendRecords(
      db.pool,
      db.projectId,
      SHOP_RECORDS.filter((_, i) => i % 5 === part),
    );
  await sendRecords(db.pool, db.projectId, [
    { id: "r-5", ts: "2026-03-09T00:00:00Z", model: "shop", label: "no" },
    { id: "r-5", ts: "2026-03-09T01:00:00Z", model: "shop", feedback: { clicked: true } },
  ]);
}

/** Asks for stored records of the shop: the answer as it is, one page, and all pages. */
export function shopRecordsOf(routes: Routes) {
  const ask = (query: string) => routes.ask("GET", `/api/v1/models/shop/records?${query}`, { key: routes.key });
  const page = (query: string) => routes.call<RecordsPage>(200, "GET", `models/shop/records?${query}`);
  async function all(query: string, limit = 500): Promise<RecordRow[]> {
    const rows: RecordRow[] = [];
    let cursor: string | null = null;
    do {
      const got: RecordsPage = await page(`${query}&limit=${limit}${cursor ? `&cursor=${cursor}` : ""}`);
      expect(got.data.length).toBeLessThanOrEqual(limit);
      rows.push(...got.data);
      cursor = got.next_cursor;
    } while (cursor);
    return rows;
  }
  return { ask, page, all };
}
