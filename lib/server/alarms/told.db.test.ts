import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RuleDefinitionInput } from "#core/contracts/alarm-rules.ts";
import type { ChannelConfig, ChannelSecret } from "#core/contracts/channels.ts";
import type { IncidentDetail } from "#core/contracts/incidents.ts";
import { packRound } from "../notify/packing.ts";
import { repeatRound } from "../notify/repeat.ts";
import { sendRound } from "../notify/sender.ts";
import { addTestChannel, hook, Receiver, setRouting, TestClock } from "../notify/testing.ts";
import { alarmBench, type Bench, HOUR_MS, hourlyModel, NO_RECORDS } from "./testing.ts";

// What people hear of an incident from its beginning to its end, and what the receivers know it by.

// What is long ago is counted by days only, so this is yesterday.
const DAY_MS = 24 * HOUR_MS;
const START = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
const at = (hour: number): Date => new Date(START + hour * HOUR_MS);

let bench: Bench;
let receiver: Receiver;
let clock: TestClock;
beforeAll(async () => {
  bench = await alarmBench({ filled: false });
  // Less and less, and from ten on as in the beginning.
  await hourlyModel(bench, "ebbing", at(0), [9, 9, 8, 7, 6, 5, 4, 3, 2, 1, 9, 9, 9]);
});
beforeEach(async () => {
  process.env.TIDEMARK_SECRET_KEY = "a key for tests that is long enough";
  await bench.forget();
  receiver = new Receiver();
  receiver.answer = ({ url }) => (url.includes("pagerduty") ? { status: 202, body: '{"status":"success"}' } : {});
  clock = new TestClock(at(0).toISOString());
});
afterAll(() => bench.db.drop());

/** Fires from the slot at 3 on, with a value that is lower in each slot, and is over at 11. */
const FEW: RuleDefinitionInput = {
  ...NO_RECORDS,
  when: { metric: { kind: "volume", of: "records" }, is: { kind: "below", threshold: 8.5, critical: 1.5 } },
};
const CHANNELS: [name: string, config: ChannelConfig, secret: ChannelSecret][] = [
  ["pager", { kind: "pagerduty", region: "us" }, { routing_key: "e93facc04764012d7bfb002500d5d1a6" }],
  ["chat", { kind: "slack", mention: "" }, { url: "https://chat.example.org/x" }],
  ["hook", hook(), {}],
  ["raw", { kind: "webhook", url: "https://raw.example.org/", body: "alertmanager" }, {}],
  ["manager", { kind: "alertmanager", urls: ["https://am.example.org"], user: "" }, {}],
  ["other", hook("https://other.example.org/"), {}],
];
const AT_ONCE = { group_wait: "0s", group_interval: "0s", repeat_every: "4h" };

async function addChannels(routing: object = {}): Promise<void> {
  for (const [name, config, secret] of CHANNELS) await addTestChannel(bench.db.pool, bench.projectId, name, config, secret);
  await setRouting(bench.db.pool, bench.projectId, { ...AT_ONCE, fallback: ["pager", "chat", "hook", "raw", "manager"], ...routing });
}

/** The slot of an hour, and all that is to be told then. */
async function hour(n: number): Promise<void> {
  clock.now = at(n);
  await bench.roundAt(at(n));
  await deliver();
}
async function deliver(): Promise<void> {
  await packRound(bench.db.pool, clock.read);
  await sendRound(bench.db.pool, { clock: clock.read, post: receiver.post });
}

interface Event {
  event_action: string;
  dedup_key: string;
}
interface Hook {
  type: string;
  data: {
    title: string;
    alerts: {
      fingerprint: string;
      incident: number;
      startsAt: string;
      values: Record<string, number>;
      annotations: { summary: string; description: string };
    }[];
  };
}
const to = <T>(host: string): T[] => receiver.requests.filter(({ url }) => new URL(url).host === host).map(({ json }) => json as T);
const pages = () => to<Event>("events.pagerduty.com");
const hooks = () => to<Hook>("example.org");

const acknowledge = async (json: object = {}) => {
  const [incident] = await bench.incidents();
  return bench.ask.askJson<IncidentDetail>(200, "POST", `/api/v1/incidents/${incident!.id}/ack`, { key: bench.key, json });
};
const fire = () => bench.alarm(FEW, at(2), { name: "few", model: "ebbing" });

describe("that somebody has seen an incident", () => {
  test("is told to all who were told that it fires, once, under the same key, and not to others", async () => {
    await addChannels();
    await fire();
    await hour(2);
    await hour(3);
    const told = receiver.requests.length;
    expect(told).toBe(5);
    // Somebody has changed the routing since.
    await setRouting(bench.db.pool, bench.projectId, { ...AT_ONCE, fallback: ["other"] });
    await acknowledge({ comment: "on it" });
    await acknowledge({ comment: "me too" });
    clock.now = new Date();
    await deliver();
    expect(pages().map(({ event_action }) => event_action)).toEqual(["trigger", "acknowledge"]);
    expect(new Set(pages().map(({ dedup_key }) => dedup_key)).size).toBe(1);
    expect(hooks().map(({ type }) => type)).toEqual(["alarm.firing", "alarm.acknowledged"]);
    expect(hooks()[1]!.data.title).toBe("[ACKNOWLEDGED:1] few ebbing (warning)");
    expect(hooks()[1]!.data.alerts[0]!.annotations.description).toMatch(/Acknowledged by .+: on it$/);
    expect(hooks()[1]!.data.alerts[0]).toMatchObject({ fingerprint: pages()[0]!.dedup_key });
    expect(to("chat.example.org")).toHaveLength(2);
    expect([...to("raw.example.org"), ...to("am.example.org"), ...to("other.example.org")]).toHaveLength(2);
    const detail = await bench.get<IncidentDetail>(`/api/v1/incidents/${(await bench.incidents())[0]!.id}`);
    const texts = detail.events.filter(({ kind }) => kind === "notified").map(({ text }) => text);
    expect(texts.filter((text) => text.endsWith("was told that somebody has seen it.")).sort()).toEqual(
      ["chat", "hook", "pager"].map((name) => `${name} was told that somebody has seen it.`),
    );
    // It is over all the same, for all of them.
    await hour(11);
    clock.now = new Date();
    await deliver();
    expect(pages().map(({ event_action }) => event_action)).toEqual(["trigger", "acknowledge", "resolve"]);
    expect(hooks().map(({ type }) => type)).toEqual(["alarm.firing", "alarm.acknowledged", "alarm.resolved"]);
  });

  test("before it was sent that it fires is told together with that", async () => {
    await addChannels({ group_wait: "5m" });
    await fire();
    await hour(2);
    await hour(3);
    expect(receiver.requests).toEqual([]);
    await acknowledge();
    clock.now = new Date();
    await deliver();
    expect(pages().map(({ event_action }) => event_action)).toEqual(["trigger", "acknowledge"]);
    expect(hooks().map(({ type }) => type)).toEqual(["alarm.acknowledged"]);
    expect(to("am.example.org")).toHaveLength(1);
  });

  test("is told to nobody who could not be told that it fires, nor when it is over", async () => {
    await addChannels();
    receiver.answer = ({ url }) => (url.includes("pagerduty") ? { status: 400, body: "no" } : {});
    await fire();
    await hour(2);
    await hour(3);
    await acknowledge();
    clock.now = new Date();
    await deliver();
    expect(pages().map(({ event_action }) => event_action)).toEqual(["trigger"]);
    expect(hooks()).toHaveLength(2);
    await bench.forget();
    await addChannels();
    receiver.requests.length = 0;
    await fire();
    for (const n of [2, 3, 11]) await hour(n);
    await acknowledge();
    clock.now = new Date();
    await deliver();
    expect(hooks().map(({ type }) => type)).toEqual(["alarm.firing", "alarm.resolved"]);
  });
});

describe("what still fires", () => {
  test("is told again with what was seen last, under the same incident and key", async () => {
    await addChannels({ fallback: ["pager", "hook"] });
    await fire();
    for (let n = 2; n <= 7; n++) {
      await hour(n);
      await repeatRound(bench.db.pool, clock.read);
      await deliver();
    }
    expect(hooks().map(({ type, data }) => [type, Object.values(data.alerts[0]!.values)[0], data.alerts[0]!.annotations.summary])).toEqual([
      ["alarm.firing", 8, expect.stringContaining("was 8, below 8.5")],
      ["alarm.repeat", 4, expect.stringContaining("was 4, below 8.5")],
    ]);
    const told = hooks().map(({ data }) => data.alerts[0]!);
    for (const one of ["fingerprint", "incident", "startsAt"] as const) expect(told[1]![one]).toBe(told[0]![one]);
    expect(new Set(pages().map(({ dedup_key }) => dedup_key)).size).toBe(1);
  });

  test("is told again as grave as it is by then, by the routes of that", async () => {
    const critical = { name: "page", matchers: [{ name: "severity", op: "=", value: "critical" }], channels: ["other"] };
    await addChannels({ fallback: ["hook"], repeat_every: "1h" });
    await fire();
    await hour(3);
    await hour(10);
    await setRouting(bench.db.pool, bench.projectId, { ...AT_ONCE, routes: [critical], fallback: ["hook"], repeat_every: "1h" });
    clock.pass(3_700);
    await repeatRound(bench.db.pool, clock.read);
    await deliver();
    expect(to<Hook>("other.example.org").map(({ data }) => data.title)).toEqual(["[STILL FIRING:1] few ebbing (critical)"]);
  });

  test("and nobody could be told of is told as soon as there is somebody, with what is seen then", async () => {
    await fire();
    await hour(3);
    await repeatRound(bench.db.pool, clock.read);
    await addChannels({ fallback: ["hook"] });
    await bench.db.pool.query("UPDATE channel SET enabled = false");
    await hour(5);
    await repeatRound(bench.db.pool, clock.read);
    await deliver();
    expect(receiver.requests).toEqual([]);
    await bench.db.pool.query("UPDATE channel SET enabled = true");
    for (const _ of [1, 2]) {
      await repeatRound(bench.db.pool, clock.read);
      await deliver();
    }
    expect(hooks().map(({ type, data }) => [type, Object.values(data.alerts[0]!.values)[0]])).toEqual([["alarm.firing", 6]]);
    await hour(11);
    expect(hooks().map(({ type }) => type)).toEqual(["alarm.firing", "alarm.resolved"]);
  });
});
