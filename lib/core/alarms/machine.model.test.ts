import fc from "fast-check";
import { expect, test } from "vitest";
import type { AlarmStatus, RuleDefinition } from "../contracts/alarm-rules.ts";
import { nominalMs } from "./durations.ts";
import { FLAPPING_CHANGES, rewound, step } from "./machine.ts";
import { DAY, HOUR, rule } from "./testing/rules.ts";
import type { AlarmEvent, SeriesState, SlotFinding } from "./types.ts";

// The machine against a model of it that remembers everything and looks back, and against what must hold whatever comes.

const timing = fc.record({
  for: fc.constantFrom("0m", "1h", "3h", "1d"),
  keep_firing_for: fc.constantFrom("0m", "1h", "4h"),
  on_no_data: fc.constantFrom("no_data" as const, "firing" as const, "ok" as const, "keep" as const),
  on_not_enough_data: fc.constantFrom("not_enough_data" as const, "firing" as const, "ok" as const, "keep" as const),
  on_error: fc.constantFrom("error" as const, "firing" as const, "ok" as const, "keep" as const),
});
const finding = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("breached" as const, "clear" as const) },
  { weight: 3, arbitrary: fc.constantFrom("between" as const, "no_data" as const, "not_enough_data" as const, "error" as const) },
);
const slot = fc.record({
  hours: fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: -2, max: 40 }) }),
  finding,
  severity: fc.constantFrom("warning" as const, "critical" as const),
});
const scenario = fc.record({ timing, slots: fc.array(slot, { maxLength: 120 }) });

function toSlots(slots: readonly { hours: number; finding: SlotFinding["finding"]; severity: SlotFinding["severity"] }[]): SlotFinding[] {
  let at = 0;
  return slots.map(({ hours, ...rest }) => {
    at += hours;
    return { slotAt: at * HOUR, ...rest, readings: [] };
  });
}

function runAll(definition: RuleDefinition, slots: readonly SlotFinding[], from: SeriesState | null = null) {
  let state = from;
  const events: AlarmEvent[] = [];
  const states: SeriesState[] = [];
  for (const one of slots) {
    const next = step(definition, state, one);
    state = next.state;
    states.push(state);
    events.push(...next.events);
  }
  return { state, states, events };
}

/** What a rule makes of a slot, by its settings. */
function meaning(definition: RuleDefinition, { finding }: SlotFinding): string {
  const said: Record<string, string> = {
    no_data: definition.on_no_data,
    not_enough_data: definition.on_not_enough_data,
    error: definition.on_error,
  };
  const word = said[finding] ?? finding;
  return word === "firing" ? "breached" : word === "ok" ? "clear" : word;
}

/** The model: keeps the whole history as text and decides by looking back over it. */
class Model {
  private readonly past: { at: number; meant: string; status: AlarmStatus }[] = [];
  incidents: { from: number; to: number | null }[] = [];

  private readonly definition: RuleDefinition;

  constructor(definition: RuleDefinition) {
    this.definition = definition;
  }

  status(): AlarmStatus | null {
    return this.past.at(-1)?.status ?? null;
  }

  push(one: SlotFinding): void {
    const last = this.past.at(-1);
    if (last && one.slotAt <= last.at) return;
    const meant = meaning(this.definition, one);
    const open = this.incidents.find(({ to }) => to === null);
    this.past.push({ at: one.slotAt, meant, status: "ok" });
    const now = this.past.at(-1)!;
    now.status = open ? this.whileOpen(now, last?.status ?? "ok", open) : this.whileClosed(now, last?.status ?? "ok");
  }

  private whileClosed(now: { at: number; meant: string }, before: AlarmStatus): AlarmStatus {
    if (now.meant === "clear" || now.meant === "between") return "ok";
    if (now.meant === "keep") return before === "resolved" ? "ok" : before;
    if (now.meant !== "breached") return now.meant as AlarmStatus;
    // The first breach of the unbroken run that ends now; `keep` does not break it.
    let since = now.at;
    for (let i = this.past.length - 1; i >= 0 && ["breached", "keep"].includes(this.past[i]!.meant); i--) {
      if (this.past[i]!.at <= (this.incidents.at(-1)?.to ?? Number.NEGATIVE_INFINITY)) break;
      if (this.past[i]!.meant === "breached") since = this.past[i]!.at;
    }
    if (now.at - since < nominalMs(this.definition.for)) return "pending";
    this.incidents.push({ from: now.at, to: null });
    return "firing";
  }

  private whileOpen(now: { at: number; meant: string }, before: AlarmStatus, open: { from: number; to: number | null }): AlarmStatus {
    if (now.meant === "breached" || (now.meant === "between" && before !== "recovering")) return "firing";
    if (now.meant === "keep") return before;
    if (now.meant !== "clear" && now.meant !== "between") return now.meant as AlarmStatus;
    const beyond = this.past.slice(0, -1).filter(({ status, meant }) => status === "firing" && meant !== "keep");
    if (now.at - beyond.at(-1)!.at < nominalMs(this.definition.keep_firing_for)) return "recovering";
    open.to = now.at;
    return "resolved";
  }
}

test("the machine does what the model does", () => {
  fc.assert(
    fc.property(scenario, ({ timing, slots }) => {
      const definition = rule(timing);
      const model = new Model(definition);
      let state: SeriesState | null = null;
      for (const one of toSlots(slots)) {
        model.push(one);
        state = step(definition, state, one).state;
        expect(state.status).toBe(model.status());
        expect(state.firedAt).toBe(model.incidents.find(({ to }) => to === null)?.from ?? null);
      }
    }),
    { numRuns: 1_000 },
  );
});

test("fired and resolved take turns, beginning with fired, and each says of the other", () => {
  fc.assert(
    fc.property(scenario, ({ timing, slots }) => {
      let open: number | null = null;
      for (const event of runAll(rule(timing), toSlots(slots)).events) {
        if (event.kind === "fired") {
          expect(open).toBeNull();
          open = event.slotAt;
        }
        if (event.kind === "escalated") expect(open).not.toBeNull();
        if (event.kind === "resolved") {
          expect(event.firedAt).toBe(open);
          open = null;
        }
      }
    }),
  );
});

test("it never fires before `for` has passed, nor resolves before `keep_firing_for`", () => {
  fc.assert(
    fc.property(scenario, ({ timing, slots }) => {
      const definition = rule(timing);
      const all = toSlots(slots);
      const { events, states } = runAll(definition, all);
      for (const event of events) {
        const at = states.findIndex(({ slotAt }) => slotAt === event.slotAt);
        if (event.kind === "fired") expect(event.slotAt - states[at]!.breachedSince!).toBeGreaterThanOrEqual(nominalMs(definition.for));
        if (event.kind === "resolved")
          expect(event.slotAt - states[at]!.breachedAt!).toBeGreaterThanOrEqual(nominalMs(definition.keep_firing_for));
      }
    }),
  );
});

test("flapping is said when there were more than six changes in 24 hours, and not twice in a row without quiet", () => {
  fc.assert(
    fc.property(scenario, ({ timing, slots }) => {
      const { events, states } = runAll(rule(timing), toSlots(slots));
      const changes = events.filter(({ kind }) => kind === "fired" || kind === "resolved").map(({ slotAt }) => slotAt);
      let told: number | null = null;
      for (const event of events) {
        if (event.kind !== "flapping") continue;
        const recent = changes.filter((at) => at <= event.slotAt && at > event.slotAt - DAY);
        expect(recent.length).toBe(event.changes);
        expect(recent.length).toBeGreaterThan(FLAPPING_CHANGES);
        const since = told;
        if (since !== null) expect(states.some(({ slotAt, flapping }) => slotAt > since && slotAt < event.slotAt && !flapping)).toBe(true);
        told = event.slotAt;
      }
    }),
    { numRuns: 300 },
  );
});

test("cut anywhere, sent through JSON, and with slots repeated, a run ends the same", () => {
  fc.assert(
    fc.property(scenario, fc.nat(120), fc.nat(20), ({ timing, slots }, cut, overlap) => {
      const definition = rule(timing);
      const all = toSlots(slots).sort((a, b) => a.slotAt - b.slotAt);
      const whole = runAll(definition, all);
      const head = runAll(definition, all.slice(0, cut));
      const stored = JSON.parse(JSON.stringify(head.state)) as SeriesState | null;
      // After a restart some slots may come once more.
      const tail = runAll(definition, all.slice(Math.max(0, Math.min(cut, all.length) - overlap)), stored);
      expect(tail.state).toEqual(whole.state);
      expect([...head.events, ...tail.events]).toEqual(whole.events);
      expect(runAll(definition, all)).toEqual(whole);
    }),
  );
});

test("brought back to any time, it fires if it fired, knows nothing later, and goes on as a machine does", () => {
  fc.assert(
    fc.property(scenario, fc.integer({ min: -10, max: 60 }), fc.array(slot, { maxLength: 60 }), ({ timing, slots }, back, more) => {
      const definition = rule(timing);
      const { state } = runAll(definition, toSlots(slots));
      if (!state) return;
      const to = state.slotAt - back * HOUR;
      const from = rewound(state, to);
      const times = [from.since, from.slotAt, from.breachedSince, from.breachedAt, from.firedAt, ...from.changes];
      for (const time of times) expect(time === null || time <= to).toBe(true);
      expect([from.status, from.firedAt === null, from.severity]).toEqual([state.status, state.firedAt === null, state.severity]);
      if (back <= 0) expect(from).toEqual(state);
      expect(rewound(from, to)).toEqual(from);
      let open = from.firedAt;
      const later = toSlots(more).map((one) => ({ ...one, slotAt: one.slotAt + to + 3 * HOUR }));
      for (const event of runAll(definition, later, from).events) {
        if (event.kind === "fired") expect(open).toBeNull();
        if (event.kind === "resolved") expect([event.firedAt, event.slotAt >= event.firedAt]).toEqual([open, true]);
        if (event.kind === "fired" || event.kind === "resolved") open = event.kind === "fired" ? event.slotAt : null;
      }
    }),
  );
});
