import { expect, it } from "vitest";
import { type Routing, routingSchema } from "#core/contracts/channels.ts";
import { hidingRoute, isWait, labelList, moved, newRoute, type RouteDraft, routingProblem } from "./routing-form.ts";

const route = (changes: Partial<RouteDraft> = {}): RouteDraft => ({ name: "Ops", matchers: [], channels: [], continue: false, ...changes });
const routing = (changes: Partial<Routing> = {}): Routing => ({ ...routingSchema.parse({}), ...changes });
const fine = () => null;

it("waits are those that the API takes", () => {
  for (const text of ["0s", "30s", "5m", "4h", "7d", "30x", "", "05m", "1.5h", "-1m", "100000s"]) {
    expect(routingSchema.safeParse({ group_wait: text }).success, text).toBe(isWait(text));
  }
});

it("reads labels with commas or spaces between them", () => {
  expect(labelList(" model, alertname  column,")).toEqual(["model", "alertname", "column"]);
});

it("names a new route as no other is named", () => {
  expect(newRoute([]).name).toBe("Route 1");
  expect(newRoute([route({ name: "Route 2" })]).name).toBe("Route 3");
});

it("moves routes, and not beyond the ends", () => {
  expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 1, 1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
});

it("says what stops it from being saved, and where", () => {
  expect(routingProblem(routing({ routes: [route({ channels: ["mail"] })], fallback: ["mail"] }), ["mail"], fine)).toBeNull();
  expect(routingProblem(routing({ routes: [route({ channels: ["gone"] })] }), ["mail"], fine)).toContain('Ops: there is no channel "gone"');
  expect(routingProblem(routing({ fallback: ["gone"] }), [], fine)).toContain("fallback");
  expect(routingProblem(routing({ routes: [route({ name: " " })] }), [], fine)).toContain("name");
  expect(routingProblem(routing({ routes: [route({ repeat_every: "soon" })] }), [], fine)).toContain('Ops: "soon"');
  expect(routingProblem(routing({ group_interval: "5" }), [], fine)).toContain('"5"');
  expect(routingProblem(routing({ routes: [route()] }), [], () => "bad matcher")).toBe("Ops: bad matcher");
});

it("finds the route that hides those after it", () => {
  const matcher = { name: "model", op: "=", value: "x" } as const;
  expect(hidingRoute([route({ matchers: [matcher] }), route()])).toBeNull();
  expect(hidingRoute([route({ continue: true }), route()])).toBeNull();
  expect(hidingRoute([route({ matchers: [matcher] }), route(), route()])).toBe(1);
});
