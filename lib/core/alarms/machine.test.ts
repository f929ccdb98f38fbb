import { describe, expect, test } from "vitest";
import type { AlarmStatus, RuleDefinitionInput, Severity } from "../contracts/alarm-rules.ts";
import { step } from "./machine.ts";
import { DAY, HOUR, rule } from "./testing/rules.ts";
import type { AlarmEvent, Finding, SeriesState } from "./types.ts";

const LETTERS: Record<string, Finding> = {
  B: "breached",
  C: "breached",
  "~": "between",
  ".": "clear",
  n: "no_data",
  f: "not_enough_data",
  e: "error",
};

/** Runs hourly slots: B breached, C breached and critical, ~ between, . clear, n no data, f too few, e error. */
function run(findings: string, more: Partial<RuleDefinitionInput> = {}, from: SeriesState | null = null, start = 0) {
  const definition = rule(more);
  let state = from;
  const statuses: AlarmStatus[] = [];
  const events: AlarmEvent[] = [];
  Array.from(findings).forEach((letter, i) => {
    const severity: Severity = letter === "C" ? "critical" : "warning";
    const next = step(definition, state, { slotAt: (start + i) * HOUR, finding: LETTERS[letter]!, severity, readings: [] });
    state = next.state;
    statuses.push(state.status);
    events.push(...next.events);
  });
  return {
    state: state!,
    statuses: statuses.join(" "),
    events: events.map(({ kind, slotAt }) => `${kind} ${slotAt / HOUR - start}`).join(", "),
  };
}

describe("firing and resolving", () => {
  test("what is clear is ok, and nobody hears of it", () => expect(run("...")).toMatchObject({ statuses: "ok ok ok", events: "" }));
  test("without `for` the first slot beyond the threshold fires", () =>
    expect(run(".BB")).toMatchObject({ statuses: "ok firing firing", events: "fired 1" }));
  test("with `for` of two hours the third slot fires", () =>
    expect(run(".BBBB", { for: "2h" })).toMatchObject({ statuses: "ok pending pending firing firing", events: "fired 3" }));
  test("a break while pending begins anew, without a word", () =>
    expect(run("BB.BBB", { for: "2h" })).toMatchObject({ statuses: "pending pending ok pending pending firing", events: "fired 5" }));
  test("cleared, it is resolved for one slot and then ok", () =>
    expect(run("BB..")).toMatchObject({ statuses: "firing firing resolved ok", events: "fired 0, resolved 2" }));
  test("it can fire again from resolved", () =>
    expect(run("B.B.")).toMatchObject({ statuses: "firing resolved firing resolved", events: "fired 0, resolved 1, fired 2, resolved 3" }));
});

describe("keep firing for", () => {
  test("cleared, it is recovering until the time has passed since it was last beyond the threshold", () =>
    expect(run("BB....", { keep_firing_for: "3h" })).toMatchObject({
      statuses: "firing firing recovering recovering resolved ok",
      events: "fired 0, resolved 4",
    }));
  test("breached again while recovering it is the same incident", () =>
    expect(run("B.B...", { keep_firing_for: "2h" })).toMatchObject({
      statuses: "firing recovering firing recovering resolved ok",
      events: "fired 0, resolved 4",
    }));
  test("recovering is not held up by values between the thresholds", () =>
    expect(run("B.~~", { keep_firing_for: "2h" })).toMatchObject({ statuses: "firing recovering resolved ok" }));
});

describe("between the threshold and the clear threshold", () => {
  test("what fires goes on firing", () =>
    expect(run("B~~.")).toMatchObject({ statuses: "firing firing firing resolved", events: "fired 0, resolved 3" }));
  test("what does not fire does not begin to", () => expect(run("~~")).toMatchObject({ statuses: "ok ok", events: "" }));
  test("what is pending is over", () => expect(run("B~BB", { for: "1h" })).toMatchObject({ statuses: "pending ok pending firing" }));
});

describe("severity", () => {
  test("getting critical is told once", () =>
    expect(run("BCBC")).toMatchObject({ events: "fired 0, escalated 1", state: { severity: "critical" } }));
  test("critical from the beginning is no escalation", () => expect(run("CC").events).toBe("fired 0"));
  test("the next incident begins with its own severity", () =>
    expect(run("C.BC")).toMatchObject({ events: "fired 0, resolved 1, fired 2, escalated 3" }));
});

describe("without data", () => {
  test("each kind has a status of its own by what the rule says", () =>
    expect(run("nfe", { on_not_enough_data: "not_enough_data" })).toMatchObject({ statuses: "no_data not_enough_data error", events: "" }));
  test("an incident stays open while data are missing, and is over when they say so", () =>
    expect(run("Bnn.")).toMatchObject({ statuses: "firing no_data no_data resolved", events: "fired 0, resolved 3" }));
  test("an incident goes on when data come back beyond the threshold", () =>
    expect(run("BnB~.")).toMatchObject({ statuses: "firing no_data firing firing resolved", events: "fired 0, resolved 4" }));
  test("pending is over", () => expect(run("BnBB", { for: "1h" })).toMatchObject({ statuses: "pending no_data pending firing" }));
  test("`keep` leaves everything as it was: ok, pending, firing", () => {
    expect(run(".f").statuses).toBe("ok ok");
    expect(run("Bff.").statuses).toBe("firing firing firing resolved");
    expect(run("BfB", { for: "2h" })).toMatchObject({ statuses: "pending pending firing", events: "fired 2" });
    expect(run("f").statuses).toBe("ok");
    expect(run("B.f").statuses).toBe("firing resolved ok");
  });
  test("`ok` counts as clear", () => expect(run("Bn", { on_no_data: "ok" })).toMatchObject({ statuses: "firing resolved" }));
  test("`firing` counts as beyond the threshold, with `for`", () =>
    expect(run("nn", { on_no_data: "firing", for: "1h" })).toMatchObject({ statuses: "pending firing", events: "fired 1" }));
  test("an error may fire, too", () => expect(run("e", { on_error: "firing" }).events).toBe("fired 0"));
});

describe("slots", () => {
  test("an earlier or equal slot changes nothing", () => {
    const { state } = run("BB");
    const again = step(rule(), state, { slotAt: HOUR, finding: "clear", severity: "warning", readings: [] });
    expect(again).toEqual({ state, events: [] });
    expect(step(rule(), state, { slotAt: 0, finding: "clear", severity: "warning", readings: [] }).state).toBe(state);
  });
  test("a later slot may be any time later: `for` counts time and not slots", () => {
    const definition = rule({ for: "2h" });
    const first = step(definition, null, { slotAt: 0, finding: "breached", severity: "warning", readings: [] });
    const later = step(definition, first.state, { slotAt: 5 * HOUR, finding: "breached", severity: "warning", readings: [] });
    expect([first.state.status, later.state.status]).toEqual(["pending", "firing"]);
  });
  test("`for` of a day is over after a day of 23 hours", () => {
    const definition = rule({ for: "1d", zone: "Europe/Berlin", every: "1d" });
    const slot = (text: string) => ({ slotAt: Date.parse(text), finding: "breached" as const, severity: "warning" as const, readings: [] });
    const first = step(definition, null, slot("2027-03-27T23:00:00Z"));
    expect(step(definition, first.state, slot("2027-03-28T22:00:00Z")).state.status).toBe("firing");
  });
  test("since says when a status was entered", () =>
    expect(run("..BBB").state).toMatchObject({ status: "firing", since: 2 * HOUR, firedAt: 2 * HOUR }));
});

describe("flapping", () => {
  test("is said once at the seventh change within 24 hours", () => {
    const { events, state } = run("B.B.B.B.B.B.");
    expect(events.match(/flapping/g)).toHaveLength(1);
    expect(events).toContain("fired 6, flapping 6, resolved 7");
    expect(state.flapping).toBe(true);
  });
  test("six changes are none", () => expect(run("B.B.B.").events).not.toContain("flapping"));
  test("seven changes over more than 24 hours are none", () => expect(run(`B.B.B.${".".repeat(20)}B.`).events).not.toContain("flapping"));
  test("after it was quiet it is said again", () => {
    const first = run("B.B.B.B.");
    const quiet = run(".".repeat(30), {}, first.state, 8);
    expect(quiet.state).toMatchObject({ flapping: false, changes: [] });
    expect(run("B.B.B.B.", {}, quiet.state, 38).events).toContain("flapping");
  });
  test("changes older than a day are forgotten", () => {
    const { state } = run(`B.${".".repeat(24)}`);
    expect(state.changes.every((at) => at > state.slotAt - DAY)).toBe(true);
    expect(state.changes).toHaveLength(0);
  });
});
