import { expect, test } from "vitest";
import { routes } from "#client/routes.ts";
import { crumbsOf } from "./crumbs.ts";

const wayTo = (pathname: string) => crumbsOf(pathname).map(({ label }) => label);

test("every page of a model is named after the model", () => {
  const { drift, performance, slices, outputs, records, settings } = routes;
  const last = [drift, performance, slices, outputs, records, settings].map((page) => wayTo(page("수요 예측")));
  expect(last).toEqual(["Drift", "Performance", "Slices", "Outputs", "Records", "Settings"].map((tab) => ["Overview", "수요 예측", tab]));
});

test("alarms and incidents lead back to their list", () => {
  expect(wayTo(routes.incidents)).toEqual(["Incidents"]);
  expect(wayTo(routes.incident(7))).toEqual(["Incidents", "Incident 7"]);
  expect(wayTo(routes.alarms)).toEqual(["Alarms"]);
  expect(wayTo(routes.newAlarm)).toEqual(["Alarms", "New alarm"]);
  expect(wayTo(routes.alarm(3))).toEqual(["Alarms", "Alarm 3"]);
  expect([routes.channels, routes.silences, routes.failures].map((page) => wayTo(page)[1])).toEqual([
    "Channels",
    "Silences",
    "What can go wrong?",
  ]);
  expect(crumbsOf(routes.incident(7))[0]?.href).toBe(routes.incidents);
});

test("an address without a page has no way to it", () => expect(crumbsOf("/xyz")).toEqual([]));
