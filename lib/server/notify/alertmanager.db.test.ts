import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultProjectId } from "../auth/default-project.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { packRound } from "./packing.ts";
import { resendRound } from "./resend.ts";
import { sendRound } from "./sender.ts";
import { addTestChannel, addTestIncident, enqueueNow, hook, setRouting, toTell } from "./testing.ts";

const find = (...names: string[]) =>
  names.flatMap((name) => (process.env.PATH ?? "").split(":").map((folder) => join(folder, name))).find((path) => existsSync(path));
const program = find("prometheus-alertmanager", "alertmanager");
const amtool = find("amtool");
const missing = !program || !amtool;
if (missing) console.warn("Alertmanager is not installed, so nothing is sent to a real one: apt install prometheus-alertmanager");

const run = promisify(execFile);

interface AmAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
}
interface Webhook {
  status: string;
  alerts: {
    status: string;
    labels: object;
    annotations: object;
    startsAt: string;
    endsAt: string;
    generatorURL: string;
    fingerprint: string;
  }[];
  [name: string]: unknown;
}

describe.skipIf(missing)("Debian's Alertmanager", () => {
  let db: TestDatabase;
  let folder: string;
  let server: Server;
  let alertmanager: ChildProcess;
  let address: string;
  let allowed: string;
  /** What it told its own webhook, and what we told ours. */
  const theirs: Webhook[] = [];
  const ours: Webhook[] = [];

  const freePort = async (): Promise<number> => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  };

  beforeAll(async () => {
    db = await testDatabase();
    folder = mkdtempSync(join(tmpdir(), "tidemark-alertmanager-"));
    server = createServer(async (request, response) => {
      let body = "";
      for await (const part of request) body += part;
      (request.url === "/theirs" ? theirs : ours).push(JSON.parse(body) as Webhook);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const hookAt = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const port = await freePort();
    address = `http://127.0.0.1:${port}`;
    allowed = "127.0.0.1";
    writeFileSync(
      join(folder, "am.yml"),
      `route: {receiver: hook, group_wait: 100ms, group_interval: 1s, group_by: [alertname, model]}
receivers: [{name: hook, webhook_configs: [{url: "${hookAt}/theirs", send_resolved: true}]}]
`,
    );
    alertmanager = spawn(
      program!,
      [
        `--config.file=${join(folder, "am.yml")}`,
        `--storage.path=${folder}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--cluster.listen-address=",
        "--log.level=error",
      ],
      { stdio: "ignore" },
    );
    const ready = () =>
      fetch(`${address}/-/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
    for (let tries = 0; !(await ready()); tries++) {
      if (tries > 300) throw new Error("Alertmanager does not start");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const projectId = await defaultProjectId(db.pool);
    await addTestChannel(db.pool, projectId, "am", { kind: "alertmanager", urls: [address, "http://127.0.0.1:1"], user: "" });
    await addTestChannel(db.pool, projectId, "raw", { ...hook(`${hookAt}/ours`), kind: "webhook", body: "alertmanager" } as never);
    await setRouting(db.pool, projectId, { fallback: ["am", "raw"], group_wait: "0s", group_interval: "0s" });
  }, 60_000);
  afterAll(async () => {
    alertmanager?.kill("SIGKILL");
    server.closeAllConnections();
    server.close();
    await db.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const now = async () => (await db.pool.query<{ now: Date }>("SELECT clock_timestamp() AS now")).rows[0]!.now;
  const active = async (): Promise<AmAlert[]> => (await fetch(`${address}/api/v2/alerts?active=true`)).json() as Promise<AmAlert[]>;
  const asked = async () =>
    JSON.parse((await run(amtool!, ["alert", "query", `--alertmanager.url=${address}`, "-o", "json"])).stdout) as AmAlert[];
  const deliverAll = async () => {
    await packRound(db.pool);
    await sendRound(db.pool, { allowedHosts: allowed });
  };

  it("shows an alert when it fires, keeps it while it does, and drops it when it is over", { timeout: 60_000 }, async () => {
    const projectId = await defaultProjectId(db.pool);
    const of = await addTestIncident(db.pool, projectId);
    const startsAt = new Date((await now()).getTime() - 60_000).toISOString();
    await enqueueNow(db.pool, [toTell(projectId, of, "firing", { startsAt })], await now());
    await deliverAll();
    const [shown] = await asked();
    expect(shown).toMatchObject({
      labels: { alertname: "Age drifts", model: "churn", severity: "warning", column: "age" },
      annotations: { summary: "PSI of age was 0.31, above 0.2" },
      startsAt,
    });
    // One of the two addresses is nobody's: it was told all the same, and says so.
    const { rows } = await db.pool.query(
      "SELECT m.status, a.error FROM message m JOIN message_attempt a ON a.message_id = m.id JOIN channel c ON c.id = m.channel_id WHERE c.name = 'am'",
    );
    expect(rows).toMatchObject([{ status: "delivered", error: expect.stringContaining("1 of 2 addresses did not take it") }]);

    // A minute later it is said again, valid for longer.
    const until = Date.parse((await active())[0]!.endsAt);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await resendRound(db.pool, { allowedHosts: allowed })).toBe(1);
    expect(Date.parse((await active())[0]!.endsAt)).toBeGreaterThan(until + 1_000);
    expect(await resendRound(db.pool, { allowedHosts: allowed })).toBe(0);
    const again = await db.pool.query(
      "SELECT status, content->'alerts'->0->'alert'->>'fingerprint' AS of FROM message WHERE id LIKE 'msg_resend_%'",
    );
    expect(again.rows).toEqual([{ status: "delivered", of: `fp${of.incidentId}` }]);

    await expect.poll(() => theirs.length, { timeout: 10_000 }).toBe(1);
    const endsAt = (await now()).toISOString();
    await db.pool.query("UPDATE incident SET resolved_at = now() WHERE id = $1", [of.incidentId]);
    await enqueueNow(db.pool, [toTell(projectId, of, "resolved", { startsAt, endsAt })], await now());
    await deliverAll();
    await expect.poll(active, { timeout: 10_000 }).toEqual([]);
    expect(await asked()).toEqual([]);
    await expect.poll(() => theirs.length, { timeout: 10_000 }).toBe(2);

    // Said again for a quarter of an hour, and it stays over.
    await db.pool.query("UPDATE message SET next_attempt_at = now() WHERE id LIKE 'msg_resend_%'");
    expect(await resendRound(db.pool, { allowedHosts: allowed })).toBe(1);
    expect(await active()).toEqual([]);
    await db.pool.query("UPDATE message SET next_attempt_at = now() WHERE id LIKE 'msg_resend_%'");
    await db.pool.query("UPDATE notification SET created_at = now() - interval '16 minutes'");
    expect(await resendRound(db.pool, { allowedHosts: allowed })).toBe(0);
  });

  it("tells a webhook what ours tells in raw mode, field by field", () => {
    expect(ours.map((one) => one.status)).toEqual(["firing", "resolved"]);
    expect(theirs.map((one) => one.status)).toEqual(["firing", "resolved"]);
    for (const [i, mine] of ours.entries()) {
      const other = theirs[i]!;
      expect(Object.keys(mine).sort()).toEqual(Object.keys(other).sort());
      expect(Object.keys(mine.alerts[0]!).sort()).toEqual(Object.keys(other.alerts[0]!).sort());
      for (const name of ["version", "groupKey", "groupLabels", "commonLabels", "truncatedAlerts", "status"])
        expect(mine[name], name).toEqual(other[name]);
      const [a, b] = [mine.alerts[0]!, other.alerts[0]!];
      expect([a.status, a.labels, Date.parse(a.startsAt)]).toEqual([b.status, b.labels, Date.parse(b.startsAt)]);
      expect(b.annotations).toMatchObject(a.annotations);
      expect(a.fingerprint).toMatch(/^\w+$/);
      if (mine.status === "firing") expect(a.endsAt).toBe(b.endsAt);
    }
  });
});
