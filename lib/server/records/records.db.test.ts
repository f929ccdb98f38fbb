import { tableFromIPC } from "apache-arrow";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { RecordRow, RecordsPage } from "#core/contracts/records.ts";
import { defaultProjectId } from "../auth/default-project.ts";
import { createKey } from "../auth/keys.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { createAsker, sendRecords } from "../http/testing-requests.ts";
import { seeded } from "../testing/records.ts";

let db: TestDatabase;
let projectId: number;
let key: string;
let asker: ReturnType<typeof createAsker>;

const DAY = 86_400_000;
const START = Date.parse("2026-03-01T00:00:00Z");
const COUNT = 1_500;

interface Sent {
  id: string;
  ts: string;
  model: string;
  version: string;
  inputs: Record<string, unknown>;
  prediction: string;
  tags: { country: string };
}

const random = seeded(11);
const sent: Sent[] = Array.from({ length: COUNT }, (_, i) => ({
  id: `r-${i}`,
  ts: new Date(START + Math.floor((random() * 10 * DAY) / 1000) * 1000).toISOString(),
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

beforeAll(async () => {
  db = await testDatabase();
  projectId = await defaultProjectId(db.pool);
  key = (await createKey(db.pool, { projectId, name: "t", scopes: ["read", "admin"] })).key;
  asker = createAsker(db.pool);
  // Shuffled into segments, so that all of them overlap in time.
  for (let part = 0; part < 5; part++)
    await sendRecords(
      db.pool,
      projectId,
      sent.filter((_, i) => i % 5 === part),
    );
  await sendRecords(db.pool, projectId, [
    { id: "r-5", ts: "2026-03-09T00:00:00Z", model: "shop", label: "no" },
    { id: "r-5", ts: "2026-03-09T01:00:00Z", model: "shop", feedback: { clicked: true } },
  ]);
});
afterAll(() => db.drop());

const ask = (query: string) => asker.ask("GET", `/api/v1/models/shop/records?${query}`, { key });
const page = (query: string) => asker.askJson<RecordsPage>(200, "GET", `/api/v1/models/shop/records?${query}`, { key });

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

const ids = (rows: readonly { id: string }[]) => rows.map((row) => row.id).sort();
const filtered = async (filter: string, keep: (record: Sent) => boolean) =>
  expect(ids(await all(`kind=prediction&filter=${encodeURIComponent(filter)}`)), filter).toEqual(ids(sent.filter(keep)));
const age = (record: Sent) => record.inputs.age;
const aged = (test: (age: number) => boolean) => (record: Sent) => typeof age(record) === "number" && test(age(record) as number);

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
    expect(scanned).toBeLessThan(COUNT);
    expect((await page("id=nobody")).data).toEqual([]);
  });

  it("find a correction by the record's id, with its prediction's parts and without any", async () => {
    const label = { ts: "2026-03-09T02:00:00Z", model: "shop", label: "yes", op: "correct" };
    await sendRecords(db.pool, projectId, [{ id: "r-6", ts: "2026-03-09T01:00:00Z", model: "shop", service: { latency_ms: 12 } }]);
    await sendRecords(db.pool, projectId, [{ id: "r-6", ...label }]);
    await sendRecords(db.pool, projectId, [{ id: "unheard of", ...label }]);
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

describe("downloads", () => {
  it("as NDJSON can be sent in again: all are duplicates, and give the same in another place", async () => {
    const response = await ask("format=ndjson&kind=prediction&order=oldest");
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    expect(response.headers.get("content-disposition")).toContain("shop-records.ndjson");
    const lines = (await response.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Sent);
    const byId = new Map(lines.map((line) => [line.id, line]));
    expect(byId.size).toBe(COUNT);
    for (const record of sent) expect(byId.get(record.id)).toEqual(record);
    await sendRecords(db.pool, projectId, lines);
    expect((await all("kind=prediction")).length).toBe(COUNT);
  });

  it("as CSV keep every value, and no text is a formula", async () => {
    const response = await ask("format=csv&kind=prediction");
    expect(response.headers.get("content-type")).toContain("text/csv");
    const rows = parse(await response.text(), { columns: true }) as Record<string, string>[];
    expect(rows.length).toBe(COUNT);
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
    expect(table.numRows).toBe(COUNT);
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
