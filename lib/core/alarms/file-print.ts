import { Document, isCollection, isMap, visit } from "yaml";
import type { AlarmCondition, AlarmExpression } from "../contracts/alarm-rules.ts";
import { ruleDefinitionSchema } from "../contracts/alarm-rules.ts";
import { channelConfigSchema, routingSchema } from "../contracts/channels.ts";
import type { FileAlarm, FileChannel, FileContent } from "./file-content.ts";

/**
 * Contents as text, always the same text for the same contents: sorted by model and name, what has its default left out, the short things of a
 * condition on one line. Reading it again gives the same contents.
 */
export function printFile({ alarms, channels, routing }: FileContent): string {
  const value: Record<string, unknown> = { tidemark: 1 };
  if (alarms) value.alarms = [...alarms].sort(byModelAndName).map(sparseAlarm);
  if (channels) value.channels = [...channels].sort((a, b) => compare(a.name, b.name)).map(sparseChannel);
  if (routing) value.routing = sparseRouting(routing);
  return print(value);
}

export const printAlarm = (alarm: FileAlarm): string => print(sparseAlarm(alarm));
export const printChannel = (channel: FileChannel): string => print(sparseChannel(channel));
export const printRouting = (routing: NonNullable<FileContent["routing"]>): string => print(sparseRouting(routing));

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const byModelAndName = (a: FileAlarm, b: FileAlarm) => compare(a.model ?? "", b.model ?? "") || compare(a.name, b.name);

/** Maps with these keys are short enough for a line. */
const ON_ONE_LINE: ReadonlySet<unknown> = new Set(["metric", "is"]);
const SHORT_LISTS: ReadonlySet<unknown> = new Set(["matchers", "channels", "fallback", "group_by"]);

function print(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Scalar(_, scalar, path) {
      const { value: text } = scalar;
      if (typeof text !== "string" || !/[\n\r\u0085\u2028\u2029]/.test(text)) return;
      // Several lines are well readable in a block, and ambiguous within brackets, or when spaces begin the text or end a line.
      const inside = path.some((parent) => isCollection(parent) && parent.flow);
      if (inside || /^\s|[^\S\n](\n|$)|[\r\u0085\u2028\u2029]/.test(text)) scalar.type = "QUOTE_DOUBLE";
    },
    Pair(_, pair, path) {
      const key = (pair.key as { value?: unknown } | null)?.value;
      // The list of channels itself is long; a route's list of their names is not.
      const top = path.length <= 2;
      if (isMap(pair.value) ? ON_ONE_LINE.has(key) : !top && SHORT_LISTS.has(key)) (pair.value as { flow?: boolean } | null)!.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER });
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Without what is as it would be anyway. */
function without(value: object, defaults: object): Record<string, unknown> {
  const known = defaults as Record<string, unknown>;
  return Object.fromEntries(Object.entries(value).filter(([key, one]) => one !== undefined && !same(one, known[key])));
}

const ANY: AlarmCondition = {
  metric: { kind: "no_data" },
  is: { kind: "above", threshold: 0, critical: null, clear: null },
  evidence: "required",
};
const { when: _, ...RULE_DEFAULTS } = ruleDefinitionSchema.parse({ when: ANY });

function sparseAlarm({ name, model, enabled, failure, definition }: FileAlarm): object {
  const { when, ...rest } = definition;
  const { description, ...others } = without(rest, RULE_DEFAULTS);
  return {
    name,
    ...(model === null ? {} : { model }),
    ...(description === undefined ? {} : { description }),
    ...(enabled ? {} : { enabled }),
    ...(failure === null ? {} : { failure }),
    when: sparseExpression(when),
    ...others,
  };
}

const COMPARISON_DEFAULTS: Record<AlarmCondition["is"]["kind"], object> = {
  above: { critical: null, clear: null },
  below: { critical: null, clear: null },
  outside: {},
  change: { relative: true, period: "7d" },
  history: { look_back: "28d", seasonal: false },
};

function sparseExpression(expression: AlarmExpression): object {
  if ("all" in expression) return { all: expression.all.map(sparseExpression) };
  if ("any" in expression) return { any: expression.any.map(sparseExpression) };
  const { metric, is, evidence } = expression;
  return {
    metric: without(metric, metric.kind === "performance" ? { of: "realised" } : {}),
    is: without(is, COMPARISON_DEFAULTS[is.kind]),
    ...(evidence === "required" ? {} : { evidence }),
  };
}

/** The least that each kind of channel needs, to learn its defaults from. */
const CHANNEL_DEFAULTS: Record<FileChannel["config"]["kind"], object> = {
  webhook: { body: "standard" },
  slack: { mention: "" },
  teams: {},
  pagerduty: { region: "us" },
  email: { port: 587, security: "starttls", user: "" },
  alertmanager: { user: "" },
};

function sparseChannel({ name, enabled, config }: FileChannel): object {
  const { kind, ...rest } = channelConfigSchema.parse(config);
  return { name, kind, ...(enabled ? {} : { enabled }), ...without(rest, CHANNEL_DEFAULTS[kind]) };
}

const ROUTING_DEFAULTS = routingSchema.parse({});

function sparseRouting(routing: NonNullable<FileContent["routing"]>): object {
  const { routes, ...rest } = routing;
  const sparse = routes.map(({ name, matchers, ...route }) => ({
    name,
    ...(matchers.length === 0 ? {} : { matchers: matchers.map((matcher) => without(matcher, { op: "=" })) }),
    ...without(route, { continue: false }),
  }));
  return { ...(sparse.length === 0 ? {} : { routes: sparse }), ...without(rest, ROUTING_DEFAULTS) };
}
