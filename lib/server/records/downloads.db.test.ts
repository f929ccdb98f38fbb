import { tableFromIPC } from "apache-arrow";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { sendRecords } from "../http/testing-requests.ts";
import { databasePerFile } from "../testing/database.ts";
import { routesPerFile } from "../testing/routes.ts";
import { SHOP_RECORDS, type ShopRecord, sendShopRecords, shopRecordsOf } from "../testing/shop-records.ts";

const sent = SHOP_RECORDS;
const db = databasePerFile();
const { ask, all } = shopRecordsOf(routesPerFile(db));
beforeAll(() => sendShopRecords(db));

const age = (record: ShopRecord) => record.inputs.age;

describe("downloads", () => {
  it("as NDJSON can be sent in again: all are duplicates, and give the same in another place", async () => {
    const response = await ask("format=ndjson&kind=prediction&order=oldest");
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    expect(response.headers.get("content-disposition")).toContain("shop-records.ndjson");
    const lines = (await response.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as ShopRecord);
    const byId = new Map(lines.map((line) => [line.id, line]));
    expect(byId.size).toBe(sent.length);
    for (const record of sent) expect(byId.get(record.id)).toEqual(record);
    await sendRecords(db.pool, db.projectId, lines);
    expect((await all("kind=prediction")).length).toBe(sent.length);
  });

  it("as CSV keep every value, and no text is a formula", async () => {
    const response = await ask("format=csv&kind=prediction");
    expect(response.headers.get("content-type")).toContain("text/csv");
    const rows = parse(await response.text(), { columns: true }) as Record<string, string>[];
    expect(rows.length).toBe(sent.length);
    const row = rows.find((one) => one.id === "r-7")!;
    expect(row.note).toBe(`'${sent[7]!.inputs.note}`);
    expect(rows.find((one) => one.id === "r-8")).toMatchObject({
      note: sent[8]!.inputs.note,
      age: String(sent[8]!.inputs.age),
      version: "1",
    });
  });

  it("as Arrow have a type for each column", async () => {
    const response = await ask("format=arrow&kind=prediction");
    const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
    expect(table.numRows).toBe(sent.length);
    const rows = new Map(table.toArray().map((row) => [row.id as string, row.toJSON() as Record<string, unknown>]));
    for (const record of sent) {
      const row = rows.get(record.id)!;
      expect(row.age).toBe(typeof age(record) === "number" ? age(record) : null);
      expect(row.plan).toBe(record.inputs.plan);
      expect(Number(row.ts)).toBe(Date.parse(record.ts));
      expect(JSON.parse(row.native as string)).toEqual(record);
    }
  });

  it("keep to a limit and to filters, and may be empty", async () => {
    expect((await (await ask("format=ndjson&limit=3")).text()).trim().split("\n").length).toBe(3);
    expect(await (await ask("format=ndjson&version=nine")).text()).toBe("");
    expect(tableFromIPC(new Uint8Array(await (await ask("format=arrow&version=nine")).arrayBuffer())).numRows).toBe(0);
    expect(parse(await (await ask("format=csv&version=nine")).text())).toHaveLength(1);
  });
});
