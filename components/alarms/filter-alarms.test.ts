import { describe, expect, it } from "vitest";
import type { Alarm } from "#core/contracts/alarms.ts";
import { filterAlarms, ITSELF } from "./filter-alarms.ts";

const alarm = (name: string, more: Partial<Alarm> = {}): Alarm =>
  ({ name, model: "bank", status: "ok", enabled: true, summary: "PSI of age", ...more }) as Alarm;
const all = [
  alarm("Quiet"),
  alarm("Off", { enabled: false, status: "firing" }),
  alarm("Loud", { status: "firing" }),
  alarm("Disk", { model: null, summary: "free share of the disk" }),
  alarm("Broken", { status: "error", model: "other" }),
];
const names = (filter: Partial<Parameters<typeof filterAlarms>[1]>) =>
  filterAlarms(all, { model: null, status: null, find: null, ...filter }).map(({ name }) => name);

describe("the list of alarms", () => {
  it("has what needs eyes first, and what is off last", () => {
    expect(names({})).toEqual(["Loud", "Broken", "Quiet", "Disk", "Off"]);
  });
  it("is filtered by model, Tidemark itself included, and by status: what is off does not fire", () => {
    expect(names({ model: "other" })).toEqual(["Broken"]);
    expect(names({ model: ITSELF })).toEqual(["Disk"]);
    expect(names({ status: "firing" })).toEqual(["Loud"]);
    expect(names({ status: "off" })).toEqual(["Off"]);
  });
  it("finds every word in the name or in what is watched", () => {
    expect(names({ find: "disk FREE" })).toEqual(["Disk"]);
    expect(names({ find: "itself" })).toEqual(["Disk"]);
    expect(names({ find: "age nothing" })).toEqual([]);
  });
});
