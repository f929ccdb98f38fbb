import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alarmMetricSchema, type RuleDefinitionInput, ruleDefinitionSchema } from "../contracts/alarm-rules.ts";
import { channelConfigSchema, routingSchema } from "../contracts/channels.ts";
import { diffLines } from "./diff-lines.ts";
import { changesOf } from "./file-changes.ts";
import type { FileAlarm, FileContent } from "./file-content.ts";
import { parseFile } from "./file-parse.ts";
import { printFile } from "./file-print.ts";
import { condition, PSI_OF_AGE, rule } from "./testing/rules.ts";

const EXAMPLE = `tidemark: 1
alarms:
  - name: PSI of age
    model: bank
    failure: covariate_shift
    when:
      metric: { kind: drift, statistic: psi, column: age }
      is: { kind: above, threshold: 0.2, critical: 0.5 }
    for: 2h
  - name: Low or odd
    model: bank
    enabled: false
    when:
      any:
        - metric: { kind: volume, of: predictions }
          is: { kind: below, threshold: 100 }
        - all:
            - metric: { kind: performance, metric: auc }
              is: { kind: history, direction: below, width: 4 }
    labels:
      team: risk
channels:
  - name: hook
    kind: webhook
    url: https://example.org/hook
routing:
  routes:
    - name: risk
      matchers: [ { name: team, value: risk } ]
      channels: [ hook ]
  fallback: [ hook ]
`;

function read(text: string): FileContent {
  const { content, errors } = parseFile(text);
  if (!content) throw new Error(JSON.stringify(errors));
  return content;
}
const errorsOf = (text: string) => parseFile(text).errors?.map(({ line, path, message }) => `${line} ${path}: ${message}`) ?? [];

describe("reading", () => {
  test("what is left out has its default", () => {
    const { alarms, channels, routing } = read(EXAMPLE);
    expect(alarms![0]).toMatchObject({ name: "PSI of age", model: "bank", enabled: true, failure: "covariate_shift" });
    expect(alarms![0]!.definition).toEqual(
      rule({ when: condition(PSI_OF_AGE, { kind: "above", threshold: 0.2, critical: 0.5 }), for: "2h" }),
    );
    expect(channels).toEqual([
      { name: "hook", enabled: true, config: { kind: "webhook", url: "https://example.org/hook", body: "standard" } },
    ]);
    expect(routing).toMatchObject({ fallback: ["hook"], group_wait: "30s" });
  });

  test("a part that is not there is null, an empty one is empty", () => {
    expect(read("tidemark: 1\n")).toEqual({ alarms: null, channels: null, routing: null });
    expect(read("tidemark: 1\nalarms: []\n").alarms).toEqual([]);
  });

  test("YAML's yes and on are words", () => {
    const text =
      "tidemark: 1\nalarms:\n  - name: on\n    when: { metric: { kind: drift, statistic: psi, column: yes }, is: { kind: above, threshold: 1 } }\n";
    expect(read(text).alarms![0]).toMatchObject({ name: "on", definition: { when: { metric: { column: "yes" } } } });
  });
});

describe("errors say on which line", () => {
  const edited = (from: string, to: string) => errorsOf(EXAMPLE.replace(from, to));
  test.each([
    ["threshold: 0.2", "threshold: high", /^8 alarms\[0\]\.when\.is\.threshold: .*number/],
    ["threshold: 0.2,", "treshold: 0.2,", /^8 alarms\[0\]\.when\.is\.(threshold|treshold)/],
    ["for: 2h", "for: 2 hours", /^9 alarms\[0\]\.for: .*such as 6h/],
    ["for: 2h", "four: 2h", /^9 alarms\[0\]\.four: "four" is not known here/],
    ["threshold: 100", 'threshold: "100"', /^16 alarms\[1\]\.when\.any\[0\]\.is\.threshold: .*number/],
    ["metric: auc", "metric: luck", /^18 alarms\[1\]\.when\.any\[1\]\.all\[0\]\.metric\.metric/],
    ["https://example.org/hook", "nowhere", /^25 channels\[0\]\.url/],
    ["kind: webhook", "kind: pigeon", /^24 channels\[0\]\.kind/],
    ["name: Low or odd", "name: PSI of age", /^10 alarms\[1\]\.name: The model has two alarms "PSI of age"/],
    [
      "{ name: team, value: risk }",
      '{ name: team, op: "=~", value: "(risk" }',
      /^29 routing\.routes\[0\]\.matchers\[0\]\.value: The pattern of team/,
    ],
    ["tidemark: 1", "tidemark: 2", /^1 tidemark/],
  ])("%s -> %s", (from, to, expected) => {
    const found = edited(from, to);
    expect(found.some((one) => expected.test(one)) ? "found" : found).toBe("found");
  });
  test("what is not YAML", () => expect(errorsOf("tidemark: 1\nalarms: [\n")[0]).toMatch(/^\d : This is not YAML/));
  test("a key that is there twice", () => expect(errorsOf("tidemark: 1\nalarms: []\nalarms: []\n")[0]).toMatch(/^3 : This is not YAML/));
  test("an empty file, and one that is a list", () => {
    expect(errorsOf("")).toHaveLength(1);
    expect(errorsOf("- 1\n")).toHaveLength(1);
  });
  test("references that refer to references do not blow up", () => {
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ...["b", "c", "d", "e", "f", "g"].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdef"[i]}`).join()}]`),
    ].join("\n");
    expect(errorsOf(bomb)[0]).toContain("cannot be read");
  });
  test("a missing field is told where it should be", () =>
    expect(errorsOf("tidemark: 1\nalarms:\n  - name: a\n")[0]).toMatch(/^3 alarms\[0\]\.when/));
});

describe("printing", () => {
  test("is canonical: sorted, without what is as it would be anyway", () => {
    const printed = printFile(read(EXAMPLE));
    expect(printed.split("\n").slice(0, 12)).toEqual([
      "tidemark: 1",
      "alarms:",
      "  - name: Low or odd",
      "    model: bank",
      "    enabled: false",
      "    when:",
      "      any:",
      "        - metric: { kind: volume, of: predictions }",
      "          is: { kind: below, threshold: 100 }",
      "        - all:",
      "            - metric: { kind: performance, metric: auc }",
      "              is: { kind: history, direction: below, width: 4 }",
    ]);
    expect(printFile(read(printed))).toBe(printed);
  });

  const text = fc.string({
    unit: fc.constantFrom("a", "B", "7", ":", "#", "'", '"', "é", " ", "-", "{", "\n"),
    minLength: 1,
    maxLength: 12,
  });
  const number = fc.oneof(
    fc.integer({ min: -1000, max: 1000 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0),
  );
  const is = fc.oneof(
    fc.record({ kind: fc.constantFrom("above", "below"), threshold: number, critical: fc.option(number), clear: fc.option(number) }),
    fc.record({ kind: fc.constant("outside"), lower: number, upper: number }),
    fc.record({
      kind: fc.constant("change"),
      direction: fc.constantFrom("above", "below", "either"),
      threshold: fc.double({ min: 0.01, max: 9, noNaN: true }),
      relative: fc.boolean(),
      period: fc.constantFrom("7d", "1d"),
    }),
    fc.record({
      kind: fc.constant("history"),
      direction: fc.constantFrom("above", "either"),
      width: fc.double({ min: 1, max: 9, noNaN: true }),
      look_back: fc.constantFrom("28d", "8w"),
      seasonal: fc.boolean(),
    }),
  );
  const metric = fc.oneof(
    fc.record({ kind: fc.constant("drift"), statistic: fc.constantFrom("psi", "ks"), column: text }),
    fc.record({ kind: fc.constant("column"), value: fc.constant("share"), column: text, category: text }),
    fc.record({
      kind: fc.constant("performance"),
      metric: fc.constantFrom("auc", "mae"),
      of: fc.constantFrom("realised", "estimated", "shortfall"),
    }),
    fc.constant({ kind: "no_data" }),
  );
  const leaf = fc.record({ metric: metric.map((one) => alarmMetricSchema.parse(one)), is, evidence: fc.constantFrom("required", "off") });
  const { expression } = fc.letrec<{ expression: unknown }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      leaf,
      fc.array(tie("expression"), { minLength: 1, maxLength: 2 }).map((all) => ({ all })),
      fc.array(tie("expression"), { minLength: 1, maxLength: 2 }).map((any) => ({ any })),
    ),
  }));
  const definition = fc
    .record({
      when: expression,
      description: fc.oneof(fc.constant(""), text),
      version: fc.option(text),
      slice: fc.option(text),
      each_version: fc.boolean(),
      window: fc.constantFrom("1d", "6h"),
      for: fc.constantFrom("0m", "2h"),
      min_records: fc.constantFrom(200, 0, 1e6),
      on_no_data: fc.constantFrom("no_data", "keep"),
      severity: fc.constantFrom("warning", "critical"),
      labels: fc.dictionary(fc.constantFrom("team", "A_1"), text),
      zone: fc.constantFrom("UTC", "Europe/Berlin"),
    })
    .map((one) => ruleDefinitionSchema.parse(one as RuleDefinitionInput));
  const alarms = fc.uniqueArray(
    fc.record({ name: text, model: fc.option(text), enabled: fc.boolean(), failure: fc.option(text), definition }),
    { maxLength: 3, selector: ({ name, model }) => `${name}\0${model ?? ""}` },
  );
  const channel = fc.constantFrom(
    { kind: "webhook", url: "https://a.example/x", body: "alertmanager" },
    { kind: "slack", mention: "@here" },
    { kind: "teams" },
    { kind: "pagerduty", region: "eu" },
    { kind: "email", host: "mail", from: "a@b.example", to: ["c@d.example"], port: 25, security: "none", user: "x" },
    { kind: "alertmanager", urls: ["http://am:9093"], user: "" },
  );
  const channels = fc.uniqueArray(
    fc.record({ name: text, enabled: fc.boolean(), config: channel.map((one) => channelConfigSchema.parse(one)) }),
    { maxLength: 3, selector: ({ name }) => name },
  );
  const routing = fc
    .record({
      routes: fc.array(
        fc.record({
          name: text,
          matchers: fc.array(fc.record({ name: text, op: fc.constantFrom("=", "!="), value: text }), { maxLength: 2 }),
          channels: fc.array(text, { maxLength: 2 }),
          continue: fc.boolean(),
        }),
        { maxLength: 2 },
      ),
      fallback: fc.array(text, { maxLength: 2 }),
      group_wait: fc.constantFrom("30s", "0s"),
    })
    .map((one) => routingSchema.parse(one));

  test("and reading again gives the same, and printing that the same text", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.record({ alarms: fc.option(alarms), channels: fc.option(channels), routing: fc.option(routing) }), (content) => {
        const printed = printFile(content);
        const again = read(printed);
        const sorted = (list: readonly FileAlarm[] | null) =>
          list &&
          [...list].sort((a, b) =>
            (a.model ?? "") < (b.model ?? "") ? -1 : (a.model ?? "") > (b.model ?? "") ? 1 : a.name < b.name ? -1 : 1,
          );
        expect(again.alarms).toEqual(sorted(content.alarms));
        expect(again.channels).toEqual(content.channels && [...content.channels].sort((a, b) => (a.name < b.name ? -1 : 1)));
        expect(again.routing).toEqual(content.routing);
        expect(printFile(again)).toBe(printed);
      }),
      { numRuns: 60 },
    );
  });
});

describe("what has to be done", () => {
  const now = read(EXAMPLE);
  test("nothing for the same contents", () =>
    expect(changesOf(now, read(printFile(now))).every(({ action, diff }) => action === "keep" && diff.length === 0)).toBe(true));
  test("a changed threshold is one line out and one in", () => {
    const [change] = changesOf(now, read(EXAMPLE.replace("0.2", "0.25")));
    expect(change).toMatchObject({ kind: "alarm", name: "PSI of age", model: "bank", action: "update" });
    expect(change!.diff.filter((line) => !line.startsWith("  "))).toEqual([
      "-   is: { kind: above, threshold: 0.2, critical: 0.5 }",
      "+   is: { kind: above, threshold: 0.25, critical: 0.5 }",
    ]);
  });
  test("what the file does not name is deleted, what it has no part of stays", () => {
    expect(changesOf(now, read("tidemark: 1\nalarms: []\n")).map(({ kind, name, action }) => [kind, name, action])).toEqual([
      ["alarm", "PSI of age", "delete"],
      ["alarm", "Low or odd", "delete"],
    ]);
    expect(changesOf(now, read("tidemark: 1\n"))).toEqual([]);
  });
  test("an alarm of another model is another alarm", () => {
    const moved = changesOf(now, read(EXAMPLE.replace("model: bank\n    failure", "model: churn\n    failure")));
    expect(moved.filter(({ action }) => action !== "keep").map(({ model, action }) => [model, action])).toEqual([
      ["churn", "create"],
      ["bank", "delete"],
    ]);
  });
});

describe("lines", () => {
  test("as few as possible are told", () => {
    expect(diffLines("a\nb\nc\n", "a\nc\nd\n")).toEqual(["  a", "- b", "  c", "+ d"]);
    expect(diffLines("", "a\n")).toEqual(["+ a"]);
    expect(diffLines("a", "")).toEqual(["- a"]);
    expect(diffLines("", "")).toEqual([]);
  });
  test("taking the one side or the other gives either text back", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c", "  d"), { maxLength: 15 });
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const diff = diffLines(a.join("\n"), b.join("\n"));
        const side = (mark: string) => diff.filter((line) => line[0] === " " || line[0] === mark).map((line) => line.slice(2));
        expect(side("-")).toEqual(a);
        expect(side("+")).toEqual(b);
      }),
    );
  });
});
