import { expect, test } from "vitest";
import { routingSchema } from "../contracts/channels.ts";
import { groupKeyOf, routesFor, waitMs } from "./routing.ts";

const LABELS = { model: "churn", severity: "critical", alertname: "Drift of age" };
const routing = routingSchema.parse({
  routes: [
    { name: "bank", matchers: [{ name: "model", value: "bank" }], channels: ["bank-team"] },
    { name: "log", matchers: [], channels: ["log"], continue: true, group_wait: "0s" },
    {
      name: "night",
      matchers: [{ name: "severity", value: "critical" }],
      channels: ["pager"],
      group_by: ["alertname"],
      repeat_every: "1h",
    },
    { name: "rest", channels: ["mail"] },
  ],
  fallback: ["office"],
});
const channels = (labels: Record<string, string>) => routesFor(routing, labels).map((route) => route.channels.join());

test("the first route that matches takes it, and the next ones where it says so", () => {
  expect(channels({ ...LABELS, model: "bank" })).toEqual(["bank-team"]);
  expect(channels(LABELS)).toEqual(["log", "pager"]);
  expect(channels({ ...LABELS, severity: "warning" })).toEqual(["log", "mail"]);
});

test("a route's own times and grouping go before the common ones", () => {
  const [log, pager] = routesFor(routing, LABELS);
  expect(log).toEqual({ channels: ["log"], group_by: ["model", "alertname"], group_wait: "0s", group_interval: "5m", repeat_every: "4h" });
  expect(pager).toMatchObject({ group_by: ["alertname"], group_wait: "30s", repeat_every: "1h" });
});

test("what no route takes goes to the fallback, or to nobody", () => {
  const only = { ...routing, routes: routing.routes.slice(0, 1) };
  expect(routesFor(only, LABELS).map(({ channels }) => channels)).toEqual([["office"]]);
  expect(routesFor({ ...only, fallback: [] }, LABELS)).toEqual([]);
});

test("a route that names no channel takes it and tells nobody", () => {
  const hush = { ...routing, routes: [{ name: "hush", matchers: [], channels: [], continue: false }] };
  expect(routesFor(hush, LABELS).map(({ channels }) => channels)).toEqual([[]]);
});

test("the key of a group is made of the labels that it has, by name", () => {
  expect(groupKeyOf(["model", "alertname", "team", "model"], LABELS)).toBe('{}:{alertname="Drift of age", model="churn"}');
  expect(groupKeyOf([], LABELS)).toBe("{}:{}");
});

test("times to wait", () => {
  expect(["0s", "30s", "5m", "4h", "2d"].map(waitMs)).toEqual([0, 30_000, 300_000, 14_400_000, 172_800_000]);
  expect(() => waitMs("soon")).toThrow(RangeError);
});
