import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Alarm, AlarmDetail, AlarmImport } from "#core/contracts/alarms.ts";
import type { Channel } from "#core/contracts/channels.ts";
import { createTestModel } from "../testing/store-records.ts";
import { watchFile } from "./file/watch-file.ts";
import { ensureSystemRules } from "./system-rules.ts";
import { alarmBench, at, type Bench } from "./testing.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await alarmBench({ filled: false });
  await createTestModel(bench.db.pool, "test");
});
beforeEach(() => bench.forget());
afterAll(() => bench.db.drop());

const FILE = `tidemark: 1
alarms:
  - name: Age drifts
    model: test
    when:
      metric: { kind: drift, statistic: psi, column: age }
      is: { kind: above, threshold: 0.2 }
    for: 2h
  - name: Too few
    model: test
    enabled: false
    failure: pipeline_stopped
    when:
      metric: { kind: volume, of: predictions }
      is: { kind: below, threshold: 100 }
    labels:
      team: risk
channels:
  - name: hook
    kind: webhook
    url: https://example.org/hook
  - name: chat
    kind: slack
routing:
  routes:
    - name: risk
      matchers: [ { name: team, value: risk } ]
      channels: [ chat ]
  fallback: [ hook ]
`;

const take = (yaml: string, apply: boolean, status = 200) =>
  bench.ask.askJson<AlarmImport & { detail: string; errors: { line: number; pointer: string; detail: string }[] }>(
    status,
    "POST",
    "/api/v1/alarms/import",
    { key: bench.key, json: { yaml, apply } },
  );
const give = async () => {
  const response = await bench.ask.ask("GET", "/api/v1/alarms/export", { key: bench.key });
  return { yaml: await response.text(), headers: response.headers, status: response.status };
};
const alarms = async () => (await bench.get<{ data: Alarm[] }>("/api/v1/alarms")).data;
const channels = async () => (await bench.get<{ data: Channel[] }>("/api/v1/channels")).data;
const actions = ({ changes }: AlarmImport) => changes.map(({ kind, name, action }) => `${action} ${kind} ${name}`);

describe("a file", () => {
  test("shows what it would change, line by line, and changes nothing until it is applied", async () => {
    const shown = await take(FILE, false);
    expect(shown.applied).toBe(false);
    expect(actions(shown)).toEqual([
      "create alarm Age drifts",
      "create alarm Too few",
      "create channel hook",
      "create channel chat",
      "create routing routing",
    ]);
    expect(shown.changes[0]!.diff).toContain("+ for: 2h");
    expect(shown.changes[0]!.model).toBe("test");
    expect(shown.secrets_needed).toEqual(["chat"]);
    expect([await alarms(), await channels()]).toEqual([[], []]);

    expect({ ...(await take(FILE, true)), applied: false }).toEqual(shown);
    expect((await alarms()).map(({ name, model, enabled, origin, failure }) => [name, model, enabled, origin, failure])).toEqual([
      ["Age drifts", "test", true, "file", null],
      ["Too few", "test", false, "file", "pipeline_stopped"],
    ]);
    expect((await channels()).map(({ name, enabled, disabled_reason }) => [name, enabled, disabled_reason])).toEqual([
      ["hook", true, null],
      ["chat", false, "Its secret has to be typed in: url."],
    ]);
  });

  test("that was given is taken again without a change, Tidemark's own alarms with it", async () => {
    await ensureSystemRules(bench.db.pool);
    await take(FILE, true);
    const { yaml, headers } = await give();
    expect(headers.get("content-type")).toBe("application/yaml; charset=utf-8");
    expect(yaml).toContain("name: Worker is silent");
    expect(yaml).not.toMatch(/secret|whsec/);
    const again = await take(yaml, true);
    expect(new Set(again.changes.map(({ action }) => action))).toEqual(new Set(["keep"]));
    expect(again.changes).toHaveLength(7 + 2 + 2 + 1);
    expect((await give()).yaml).toBe(yaml);
    expect((await alarms()).every(({ version }) => version === 1)).toBe(true);
  });

  test("that names less: what a part does not name is deleted, but for Tidemark's own; a part that is not there stays", async () => {
    await ensureSystemRules(bench.db.pool);
    await take(FILE, true);
    const fewer = `${FILE.slice(0, FILE.indexOf("  - name: Too few"))}`;
    expect(actions(await take(fewer, true))).toEqual(["keep alarm Age drifts", "delete alarm Too few"]);
    expect((await alarms()).map(({ origin }) => origin).sort()).toEqual(["file", ...Array(7).fill("system")]);
    expect(await channels()).toHaveLength(2);
    const changed = fewer.replace("threshold: 0.2", "threshold: 0.3");
    const { changes } = await take(changed, true);
    expect(changes[0]).toMatchObject({
      action: "update",
      diff: expect.arrayContaining(["-   is: { kind: above, threshold: 0.2 }", "+   is: { kind: above, threshold: 0.3 }"]),
    });
    const alarm = (await alarms()).find(({ name }) => name === "Age drifts")!;
    const detail = await bench.get<AlarmDetail>(`/api/v1/alarms/${alarm.id}`);
    expect(detail.versions.map(({ version, reason }) => [version, reason])).toEqual([
      [2, "file"],
      [1, "file"],
    ]);
  });

  test("a system alarm is switched off by naming it so", async () => {
    await ensureSystemRules(bench.db.pool);
    const { yaml } = await give();
    const off = yaml.replace("  - name: Disk is filling up\n", "  - name: Disk is filling up\n    enabled: false\n");
    expect(actions(await take(off, true)).filter((action) => !action.startsWith("keep"))).toEqual(["update alarm Disk is filling up"]);
    expect((await alarms()).find(({ name }) => name === "Disk is filling up")).toMatchObject({ enabled: false, origin: "system" });
  });

  test.each([
    ["column: age", "column: agee", 5, "alarms[0].when", 'Did you mean "age"?'],
    ["model: test\n    when", "model: tset\n    when", 4, "alarms[0].model", 'There is no model "tset"'],
    ["team: risk", "severity: high", 17, "alarms[1].labels.severity", "choose another name"],
    ["for: 2h", "for: 2 hours", 8, "alarms[0].for", "such as 6h"],
    ["channels: [ chat ]", "channels: [ chatt ]", 28, "routing.routes[0].channels[0]", 'There is no channel "chatt"'],
    ["https://example.org/hook", "http://10.0.0.1/hook", 21, "channels[0].url", "private"],
    ["threshold: 0.2 }", "threshold: 0.2", 8, "", "not YAML"],
  ])("with %s -> %s changes nothing, and says on which line", async (from, to, line, pointer, words) => {
    for (const apply of [false, true]) {
      const refused = await take(FILE.replace(from, to), apply, 422);
      const [first] = refused.errors;
      expect([first!.pointer, first!.detail]).toEqual([pointer, expect.stringContaining(words)]);
      expect(Math.abs(first!.line - line), `line ${first!.line}`).toBeLessThanOrEqual(pointer === "" ? 2 : 0);
      expect(refused.detail).toContain(`Nothing was changed. Line ${first!.line}: `);
    }
    expect([await alarms(), await channels(), await bench.get("/api/v1/routing")]).toMatchObject([[], [], { version: 0 }]);
  });

  test("everything that is wrong with alarms is told at once", async () => {
    const { errors } = await take(FILE.replace("column: age", "column: agee").replace("team: risk", "model: x"), false, 422);
    expect(errors.map(({ pointer }) => pointer)).toEqual(["alarms[0].when", "alarms[1].labels.model"]);
  });

  test("a channel that Tidemark switched off by itself stays off, and a secret stays where it is", async () => {
    await take(FILE, true);
    const [, chat] = await channels();
    const path = `/api/v1/channels/${chat!.id}`;
    await bench.ask.askJson(200, "PATCH", path, {
      key: bench.key,
      json: { secret: { url: "https://hooks.slack.com/services/T/B/secret" }, enabled: true },
    });
    await bench.db.pool.query("UPDATE channel SET enabled = false, disabled_reason = 'It answered 410.' WHERE id = $1", [chat!.id]);
    const again = await take(FILE, true);
    expect(actions(again)).toContain("keep channel chat");
    expect(again.secrets_needed).toEqual([]);
    expect(await bench.get<Channel>(path)).toMatchObject({
      enabled: false,
      disabled_reason: "It answered 410.",
      secrets: [{ name: "url" }],
    });
    // Without the routing that names it, it can go.
    const gone = FILE.replace("  - name: chat\n    kind: slack\n", "").replace(/ {2}routes:[\s\S]*chat \]\n/, "");
    expect(actions(await take(gone, true))).toContain("delete channel chat");
    expect((await channels()).map(({ name }) => name)).toEqual(["hook"]);
  });

  test("two alarms of one name are told apart by number", async () => {
    await bench.alarm({ when: { metric: { kind: "no_data" }, is: { kind: "above", threshold: 60 } } }, at(1), { name: "twin" });
    const id = await bench.alarm({ when: { metric: { kind: "no_data" }, is: { kind: "above", threshold: 90 } } }, at(1), { name: "twin" });
    const { yaml } = await give();
    expect(yaml).toContain(`name: twin (${id})`);
    expect(actions(await take(yaml, true))).toEqual(
      ["keep alarm twin", `keep alarm twin (${id})`, expect.stringContaining("routing")].slice(0, 2),
    );
  });

  test("only an administrator's key may apply one", async () => {
    const response = await bench.ask.ask("POST", "/api/v1/alarms/import", { json: { yaml: FILE, apply: true } });
    expect(response.status).toBe(401);
  });
});

describe("tidemark.yaml in the data folder", () => {
  test("is taken at start and when it changes; a broken one is told once and leaves everything as it is", { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "tidemark-file-"));
    const told: { level: string; detail: { changes?: { what: string }[]; errors?: { line: number }[] }; message: string }[] = [];
    const say = (level: string) => (detail: object, message: string) => void told.push({ level, detail, message });
    const file = join(folder, "tidemark.yaml");
    writeFileSync(file, FILE);
    const loop = watchFile(bench.db.pool, { folder, log: { info: say("info"), error: say("error") }, pauseMs: 20, againMs: 200 });
    try {
      await expect.poll(() => told.length).toBe(1);
      expect(told[0]!.level).toBe("info");
      expect(told[0]!.detail.changes!.map(({ what }) => what)[0]).toBe("create alarm Age drifts of test");
      expect(await alarms()).toHaveLength(2);

      writeFileSync(file, FILE.replace("column: age", "column: agee"));
      await expect.poll(() => told.length).toBe(2);
      // It is tried again, and said once.
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(told).toHaveLength(2);
      expect(told[1]).toMatchObject({
        level: "error",
        detail: { errors: [{ line: 5 }] },
        message: expect.stringContaining("Line 5: Model"),
      });
      expect((await alarms()).map(({ version }) => version)).toEqual([1, 1]);

      writeFileSync(file, FILE.replace("model: test", "model: soon"));
      await expect.poll(() => told.length).toBe(3);
      expect(told[2]!.message).toContain('There is no model "soon"');
      // The model comes with its first records.
      await createTestModel(bench.db.pool, "soon");
      await expect.poll(() => told.length).toBe(4);
      expect(told[3]!.detail.changes!.map(({ what }) => what)).toEqual([
        "create alarm Age drifts of soon",
        "delete alarm Age drifts of test",
      ]);

      rmSync(file);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect([told.length, (await alarms()).length]).toEqual([4, 2]);
    } finally {
      await loop.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
