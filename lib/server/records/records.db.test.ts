import { beforeAll, describe, expect, it, vi } from "vitest";
import { sendRecords } from "../http/testing-requests.ts";
import { databasePerFile } from "../testing/database.ts";
import { routesPerFile } from "../testing/routes.ts";
import { SHOP_RECORDS, type ShopRecord, sendShopRecords, shopRecordsOf } from "../testing/shop-records.ts";

const sent = SHOP_RECORDS;
const db = databasePerFile();
const { ask, page, all } = shopRecordsOf(routesPerFile(db));
beforeAll(() => sendShopRecords(db));

const ids = (rows: readonly { id: string }[]) => rows.map((row) => row.id).sort();
const filtered = async (filter: string, keep: (record: ShopRecord) => boolean) =>
  expect(ids(await all(`kind=prediction&filter=${encodeURIComponent(filter)}`)), filter).toEqual(ids(sent.filter(keep)));
const age = (record: ShopRecord) => record.inputs.age;
const aged = (test: (age: number) => boolean) => (record: ShopRecord) => typeof age(record) === "number" && test(age(record) as number);

describe("pages of records", () => {
  it.each([63, 500])("give every record once, newest first, in pages of %i", async (limit) => {
    const rows = await all("kind=prediction", limit);
    expect(ids(rows)).toEqual(ids(sent));
    for (let i = 1; i < rows.length; i++) expect(rows[i]!.ts <= rows[i - 1]!.ts).toBe(true);
  });

  it("give the same the other way round", async () => {
    const newest = await all("kind=prediction&order=newest", 130);
    const oldest = await all("kind=prediction&order=oldest", 170);
    expect(oldest.map((row) => row.id).reverse()).toEqual(newest.map((row) => row.id));
  });

  it("keep to the window, whose end does not belong to it", async () => {
    const [from, to] = ["2026-03-03T00:00:00.000Z", "2026-03-05T00:00:00.000Z"];
    expect(ids(await all(`from=${from}&to=${to}`))).toEqual(ids(sent.filter((record) => record.ts >= from && record.ts < to)));
    expect(ids(await all("from=2026-03-03&to=2026-03-04&kind=prediction"))).toEqual(
      ids(sent.filter((record) => record.ts >= from && record.ts < to)),
    );
    expect(await all("from=2020-01-01&to=2020-02-01")).toEqual([]);
  });

  it("show a record as it came in", async () => {
    const { data } = await page("id=r-8");
    const { ts, version, inputs } = sent[8]!;
    expect(data[0]).toMatchObject({
      id: "r-8",
      ts,
      version,
      kind: "prediction",
      values: { age: inputs.age, "a>b": 8, "tags.country": sent[8]!.tags.country },
    });
    expect(JSON.parse(data[0]!.native)).toEqual(sent[8]);
  });

  it("find a record with what joined it later, by its id", async () => {
    const { data, scanned } = await page("id=r-5&order=oldest");
    expect(data.map((row) => row.kind).sort()).toEqual(["feedback", "label", "prediction"]);
    expect(scanned).toBeLessThan(sent.length);
    expect((await page("id=nobody")).data).toEqual([]);
  });

  it("find a correction by the record's id, with its prediction's parts and without any", async () => {
    const label = { ts: "2026-03-09T02:00:00Z", model: "shop", label: "yes", op: "correct" };
    await sendRecords(db.pool, db.projectId, [{ id: "r-6", ts: "2026-03-09T01:00:00Z", model: "shop", service: { latency_ms: 12 } }]);
    await sendRecords(db.pool, db.projectId, [{ id: "r-6", ...label }]);
    await sendRecords(db.pool, db.projectId, [{ id: "unheard of", ...label }]);
    const parts = (await page("id=r-6&order=oldest")).data;
    expect(parts.map(({ kind, correction }) => [kind, correction]).sort()).toEqual([
      ["label", true],
      ["prediction", false],
      ["service", false],
    ]);
    expect((await page("id=unheard of")).data).toMatchObject([{ id: "unheard of", correction: true, values: { label: "yes" } }]);
  });

  it("filter by version and kind", async () => {
    expect(ids(await all("version=2&kind=prediction"))).toEqual(ids(sent.filter((record) => record.version === "2")));
    expect(ids(await all("kind=label"))).toEqual(["r-5", "r-6", "unheard of"]);
    expect(await all("version=nine")).toEqual([]);
  });
});

it("lose nothing while segments are merged under them", async () => {
  const query = db.pool.query.bind(db.pool) as (...args: unknown[]) => Promise<unknown>;
  let merges = 2;
  vi.spyOn(db.pool, "query").mockImplementation((async (...args: unknown[]) => {
    if (merges > 0 && String(args[0]).includes("s.payload")) {
      merges--;
      // As a merge does it: the records are now under another segment's id.
      await query("UPDATE segment SET id = id + 1000000");
      await query("UPDATE record_key SET segment_id = segment_id + 1000000");
    }
    return query(...args);
  }) as never);
  expect(ids((await page("kind=prediction&limit=500")).data)).toHaveLength(500);
  merges = 1;
  expect((await page("id=r-5")).data).toHaveLength(3);
  merges = 100;
  expect((await ask("limit=10")).status).toBe(503);
  vi.restoreAllMocks();
  expect(ids(await all("kind=prediction"))).toEqual(ids(sent));
});

describe("filters", () => {
  it("compare numbers", async () => {
    await filtered(
      "age>40",
      aged((value) => value > 40),
    );
    await filtered(
      "age<=40",
      aged((value) => value <= 40),
    );
    await filtered(
      "age >= 4.0e1",
      aged((value) => value >= 40),
    );
    await filtered(
      "age=41",
      aged((value) => value === 41),
    );
    await filtered(
      "age!=41",
      aged((value) => value !== 41),
    );
    await filtered("a>b<10", (record) => (record.inputs["a>b"] as number) < 10);
  });

  it("find what is missing or of a wrong type, as it is counted", async () => {
    await filtered("age=missing", (record) => age(record) === null);
    await filtered("age!=missing", (record) => age(record) !== null);
    await filtered("age=invalid", (record) => age(record) === "old");
    expect(await all("filter=age%3Dmissing&kind=label")).toEqual([]);
    expect(ids(await all("filter=label%3Dno"))).toEqual(["r-5"]);
  });

  it("compare categories and look inside text", async () => {
    await filtered("plan=pro", (record) => record.inputs.plan === "pro");
    await filtered('plan!="pro"', (record) => record.inputs.plan !== "pro");
    await filtered("tags.country=KR", (record) => record.tags.country === "KR");
    await filtered("message~REFUND NUMBER 12", (record) => String(record.inputs.message).includes("refund number 12"));
    await filtered("message.length>70", (record) => String(record.inputs.message).length > 70);
  });

  it("find categories that the reference did not have", async () => {
    const definition = { kind: "categorical", categories: ["free", "team"] };
    await db.pool.query(
      `INSERT INTO binning (model_id, column_id, generation, hash, definition, provisional)
       SELECT c.model_id, c.id, m.generation, 'h', $1, false FROM model_column c JOIN model m ON m.id = c.model_id WHERE c.name = 'plan'`,
      [JSON.stringify(definition)],
    );
    await filtered("plan=other", (record) => record.inputs.plan === "pro");
    await filtered("plan!=other", (record) => record.inputs.plan !== "pro");
    await filtered('plan="other"', () => false);
  });

  it("must all hold", async () => {
    const rows = await all(
      `kind=prediction&filter=${encodeURIComponent("age>30")}&filter=${encodeURIComponent("age<=35")}&filter=plan%3Dpro`,
    );
    expect(ids(rows)).toEqual(
      ids(sent.filter((record) => aged((value) => value > 30 && value <= 35)(record) && record.inputs.plan === "pro")),
    );
  });

  it.each(["nothing=1", "age", "age>", "age>old", "age~4", "plan>pro", "age>missing", ">1", "", "=".repeat(5000)])(
    "refuse %j with a reason",
    async (filter) => {
      const response = await ask(`filter=${encodeURIComponent(filter)}`);
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ code: "invalid_filter", errors: [{ pointer: "?filter" }] });
    },
  );
});

it.each([
  "cursor=x",
  "cursor=e30",
  `cursor=${Buffer.from('{"ts":1e999,"at":null}').toString("base64url")}`,
  `cursor=${Buffer.from('{"ts":1,"at":{"segment":"1; drop","row":0}}').toString("base64url")}`,
  "from=yesterday",
  "from=now&to=now-1d",
  "limit=0",
  "limit=abc",
  "order=random",
  "format=xml",
  "from=a&from=b",
])("answers 422 to %s", async (query) => {
  expect((await ask(query)).status).toBe(422);
});
