import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packRound } from "../notify/packing.ts";
import { repeatRound } from "../notify/repeat.ts";
import { sendRound } from "../notify/sender.ts";
import { addTestChannel, hook, Receiver, setRouting, TestClock } from "../notify/testing.ts";
import { alarmBench, type Bench, HOUR_MS, hourlyModel, NO_RECORDS } from "./testing.ts";

// Whatever is done to an alarm, its routes, channels and silences while it fires and clears: in the end no receiver shows anything that is over, and
// what fires is known to all who should know of it.

const DAY_MS = 24 * HOUR_MS;
// What is long ago is counted by days only.
const START = Math.floor(Date.now() / DAY_MS) * DAY_MS - 2 * DAY_MS;
const at = (hour: number): Date => new Date(START + hour * HOUR_MS);
/** Records by hour: without any the alarm fires. */
const HOURS = Array.from({ length: 44 }, (_, hour) => ((hour * 7) % 5 < 2 || (hour > 20 && hour < 26) ? 0 : 2));
const CHANNELS = ["a", "b"] as const;

let bench: Bench;
beforeAll(async () => {
  bench = await alarmBench({ filled: false });
  await hourlyModel(bench, "weather", at(0), HOURS);
});
afterAll(() => bench.db.drop());

const channel = fc.constantFrom(...CHANNELS);
const act = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 4 }), sendsAfter: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("route" as const), to: fc.subarray([...CHANNELS]) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("switch" as const), channel, on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("silence" as const), hours: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("fail" as const), channel, fails: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("acknowledge" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("edit" as const), enabled: fc.boolean() }) },
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

/** One alarm with two channels, and what their receivers show. */
class Run {
  readonly clock = new TestClock(at(0).toISOString());
  readonly receiver = new Receiver();
  /** By channel: what its receiver shows as going on, by what it recognises an alert by, with the incident told last. */
  readonly shown = new Map<string, Map<string, number>>(CHANNELS.map((name) => [name, new Map()]));
  private readonly failing = new Set<string>();
  private hour = 0;
  private edits = 0;
  private rule = 0;

  async begin(): Promise<void> {
    await bench.forget();
    this.receiver.answer = ({ url, body }) => {
      const name = new URL(url).host.slice(0, 1);
      if (this.failing.has(name)) return { status: 503 };
      const { data } = JSON.parse(body) as { data: { alerts: { status: string; fingerprint: string; incident: number }[] } };
      for (const { status, fingerprint, incident } of data.alerts) {
        if (status === "firing") this.shown.get(name)!.set(fingerprint, incident);
        else this.shown.get(name)!.delete(fingerprint);
      }
      return {};
    };
    for (const name of CHANNELS) await addTestChannel(bench.db.pool, bench.projectId, name, hook(`https://${name}.example.org/`));
    await this.route(["a"]);
    this.rule = await bench.alarm(NO_RECORDS, at(1), { model: "weather" });
  }

  private route(to: readonly string[]): Promise<void> {
    return setRouting(bench.db.pool, bench.projectId, { fallback: to, group_wait: "0s", group_interval: "0s", repeat_every: "2h" });
  }

  async deliver(): Promise<void> {
    await repeatRound(bench.db.pool, this.clock.read);
    await packRound(bench.db.pool, this.clock.read);
    await sendRound(bench.db.pool, { clock: this.clock.read, post: this.receiver.post, random: () => 0 });
  }

  private async change(json: object): Promise<void> {
    await bench.ask.askJson(200, "PATCH", `/api/v1/alarms/${this.rule}`, { key: bench.key, json });
    // It starts afresh by the data base's clock, which is days ahead of this one.
    await bench.db.pool.query("UPDATE alarm_rule SET next_slot_at = $2 WHERE id = $1", [this.rule, at(this.hour + 1)]);
  }

  async do(one: Act): Promise<void> {
    const query = bench.db.pool.query.bind(bench.db.pool);
    if (one.do === "route") return this.route(one.to);
    if (one.do === "switch") return void (await query("UPDATE channel SET enabled = $2 WHERE name = $1", [one.channel, one.on]));
    if (one.do === "fail") return void this.failing[one.fails ? "add" : "delete"](one.channel);
    if (one.do === "edit") {
      if (!one.enabled) await this.change({ enabled: false });
      return this.change({ enabled: true, definition: { ...NO_RECORDS, description: `edit ${this.edits++}` } });
    }
    if (one.do === "silence") {
      const matchers = JSON.stringify([{ name: "model", op: "=", value: "weather" }]);
      const text = "INSERT INTO silence (project_id, matchers, starts_at, ends_at, comment, author) VALUES ($1, $2, $3, $4, '', '')";
      return void (await query(text, [bench.projectId, matchers, at(this.hour), at(this.hour + one.hours)]));
    }
    if (one.do === "acknowledge") {
      const { rows } = await query<{ id: number }>("SELECT id FROM incident WHERE resolved_at IS NULL");
      for (const { id } of rows) await bench.ask.askJson(200, "POST", `/api/v1/incidents/${id}/ack`, { key: bench.key, json: {} });
      return;
    }
    // Several hours at once are a catch-up.
    this.hour = Math.min(this.hour + one.hours, HOURS.length - 1);
    this.clock.now = at(this.hour);
    await bench.roundAt(at(this.hour));
    if (one.sendsAfter) await this.deliver();
  }

  /** All is well again, and time enough passes for every attempt. */
  async mend(): Promise<void> {
    this.failing.clear();
    await bench.db.pool.query("UPDATE channel SET enabled = true");
    await bench.db.pool.query("UPDATE silence SET expired_at = now()");
    await bench.roundAt(at(this.hour));
    for (let i = 0; i < 8; i++) {
      this.clock.pass(6 * 3_600);
      await this.deliver();
    }
  }

  async open(): Promise<number[]> {
    const { rows } = await bench.db.pool.query<{ id: number }>(
      "SELECT id FROM incident WHERE resolved_at IS NULL AND acknowledged_at IS NULL",
    );
    return rows.map(({ id }) => id);
  }

  async flaps(): Promise<boolean> {
    const { rows } = await bench.db.pool.query("SELECT 1 FROM alarm_state WHERE (state->>'flapping')::bool");
    return rows.length > 0;
  }

  end(): Promise<unknown> {
    return bench.ask.askJson(204, "DELETE", `/api/v1/alarms/${this.rule}`, { key: bench.key });
  }
}

test("whatever is done, receivers show what fires and nothing that is over", { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 30 }), async (acts) => {
      const run = new Run();
      await run.begin();
      for (const one of acts) await run.do(one);
      await run.do({ do: "route", to: ["a", "b"] });
      await run.mend();
      const open = await run.open();
      for (const name of CHANNELS) {
        for (const incident of open)
          if (!(await run.flaps())) expect([...run.shown.get(name)!.values()], `${name} knows of ${incident}`).toContain(incident);
      }
      await run.end();
      await run.mend();
      for (const name of CHANNELS) expect([...run.shown.get(name)!], `${name} shows what is over`).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
