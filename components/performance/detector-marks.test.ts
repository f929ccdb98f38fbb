import { expect, it } from "vitest";
import type { DetectorAnswer, DetectorEvent } from "#core/contracts/detectors.ts";
import { calledWithin, lanesOf, marksOf, marksSummary } from "./detector-marks.ts";

const event = (time: number, signal: DetectorEvent["signal"]): DetectorEvent => ({
  version: "1",
  signal,
  position: time,
  labelled_at: new Date(time).toISOString(),
  predicted_at: new Date(time).toISOString(),
});
const detector = (id: DetectorAnswer["id"], events: DetectorEvent[]): DetectorAnswer => ({
  id,
  title: id.toUpperCase(),
  summary: "",
  reading: "",
  source: "",
  parameters: [],
  state: "quiet",
  sentence: "",
  streams: [],
  drifts: events.filter(({ signal }) => signal === "drift").length,
  warnings: events.filter(({ signal }) => signal === "warning").length,
  events,
  events_left_out: 0,
  false_alarms: null,
});
const DETECTORS = [
  detector("adwin", [event(900, "drift"), event(100, "drift")]),
  detector("ddm", [event(310, "drift"), event(300, "warning"), event(305, "warning")]),
  detector("eddm", []),
];

it("has a lane for each detector that is shown and called something, oldest first", () => {
  const lanes = lanesOf(DETECTORS, ["ddm", "adwin", "eddm"]);
  expect(lanes.map(({ id }) => id)).toEqual(["adwin", "ddm"]);
  expect(lanes[0]!.events.map(({ time }) => time)).toEqual([100, 900]);
  expect(lanesOf(DETECTORS, ["ddm"]).map(({ id }) => id)).toEqual(["ddm"]);
});

it("merges what lies close together into one mark at its first drift", () => {
  const { events } = lanesOf(DETECTORS, ["ddm"])[0]!;
  expect(marksOf(events, (time) => time, 20)).toEqual([{ x: 310, drifts: 1, warnings: 2 }]);
  expect(marksOf(events, (time) => time, 8)).toEqual([
    { x: 300, drifts: 0, warnings: 2 },
    { x: 310, drifts: 1, warnings: 0 },
  ]);
  // Measured from a mark's first event: a dense row of events does not become one endless mark.
  const dense = Array.from({ length: 100 }, (_, i) => ({ time: i, signal: "drift" as const }));
  expect(marksOf(dense, (time) => time, 10)).toHaveLength(10);
});

it("says what was called in a step, its end not included", () => {
  const lanes = lanesOf(DETECTORS, ["adwin", "ddm"]);
  expect(calledWithin(lanes, 300, 310)).toEqual([{ id: "ddm", text: "DDM: 2 warnings" }]);
  expect(calledWithin(lanes, 100, 311).map(({ text }) => text)).toEqual(["ADWIN: 1 drift", "DDM: 1 drift, 2 warnings"]);
  expect(calledWithin(lanes, 320, 900)).toEqual([]);
  expect(marksSummary(DETECTORS, lanes)).toBe(" Drifts called on the error stream: ADWIN 2, DDM 1.");
  expect(marksSummary(DETECTORS, [])).toBe("");
});
