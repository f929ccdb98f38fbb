import { describe, expect, it } from "vitest";
import { type RuleDefinitionInput, ruleDefinitionSchema } from "#core/contracts/alarm-rules.ts";
import { newDefinition, questionOf, usualInterval, usualWindow, whyNoBacktest, withWindow } from "./draft.ts";

const rule = (input: RuleDefinitionInput) => ruleDefinitionSchema.parse(input);
const age = { kind: "drift", statistic: "psi", column: "age" } as const;
const week = { from: "2026-05-01T00:00:00.000Z", to: "2026-05-08T00:00:00.000Z" };
const records = (count: number, days: number, lately = 0) => ({
  records: count,
  health: { records: lately, window: week },
  first_record_at: "2026-01-01T00:00:00.000Z",
  last_record_at: new Date(Date.UTC(2026, 0, 1) + days * 86_400_000).toISOString(),
});

describe("a new rule", () => {
  it("has the defaults of the contract", () => {
    const input = { metric: age, is: { kind: "above", threshold: 0.2 } } as const;
    const parsed = rule({ when: input });
    expect(newDefinition(parsed.when)).toEqual(parsed);
  });
  it.each([
    [400, "1d", "6h"],
    [49, "7d", "1d"],
    [2, "4w", "1w"],
  ])("looks at %i records a day over %s, every %s", (perDay, window, interval) => {
    expect(usualWindow(records(perDay * 100, 100))).toBe(window);
    expect(usualInterval(window)).toBe(interval);
  });
  it("looks at a day where nothing has come yet, and goes by what came lately", () => {
    expect(usualWindow({ ...records(0, 0), first_record_at: null, last_record_at: null })).toBe("1d");
    expect(usualWindow(records(400 * 100, 100, 7 * 50))).toBe("7d");
    // Made on the last day of the week: all that came came on that day.
    expect(usualWindow({ ...records(400, 1, 400), first_record_at: "2026-05-07T12:00:00.000Z" })).toBe("1d");
  });
});

it("learns what is usual from further back when its window grows", () => {
  const before = rule({ when: { metric: age, is: { kind: "history", direction: "above", look_back: "8w" } } });
  expect(withWindow(before, "7d")).toMatchObject({ window: "7d", when: { is: { look_back: "12w" } } });
  expect(withWindow(before, "6h")).toMatchObject({ window: "6h", when: { is: { look_back: "8w" } } });
});

describe("what the past is read with", () => {
  const base = { when: { metric: age, is: { kind: "above", threshold: 0.2 } }, window: "7d", every: "1d" } as const;
  it("stays the same while thresholds, timing and words change", () => {
    const asked = questionOf(rule(base));
    const other = rule({
      ...base,
      when: { metric: age, is: { kind: "above", threshold: 0.31, critical: 0.5, clear: 0.1 }, evidence: "off" },
      for: "2d",
      min_records: 10,
      severity: "critical",
      on_no_data: "firing",
      labels: { team: "a" },
    });
    expect(questionOf(other)).toEqual(asked);
    expect(questionOf(rule({ ...base, when: { metric: age, is: { kind: "outside", lower: 0, upper: 1 } } }))).toEqual(asked);
  });
  it("changes with what is read, and when", () => {
    const asked = JSON.stringify(questionOf(rule(base)));
    for (const other of [
      { ...base, window: "1d" },
      { ...base, version: "2" },
      { ...base, when: { metric: age, is: { kind: "history", direction: "above" } } },
      { ...base, when: { metric: { ...age, column: "balance" }, is: { kind: "above", threshold: 0.2 } } },
    ] as const)
      expect(JSON.stringify(questionOf(rule(other)))).not.toBe(asked);
  });
  it("is nothing while something is missing, or where there is no past", () => {
    const draft = (when: RuleDefinitionInput["when"], model: string | null = "m") => ({ name: "", model, definition: rule({ when }) });
    const above = { kind: "above", threshold: 1 } as const;
    expect(whyNoBacktest(draft({ metric: age, is: above }))).toBeNull();
    expect(whyNoBacktest(draft({ metric: { kind: "column", value: "share", column: "job" }, is: above }))).toContain("category");
    expect(whyNoBacktest(draft({ metric: { kind: "no_data" }, is: above }))).toContain("from now on");
    expect(whyNoBacktest(draft({ metric: { kind: "system", id: "dead_letters" }, is: above }, null))).toContain("Tidemark itself");
  });
});
