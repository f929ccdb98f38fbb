"use client";

import { formatTime } from "#client/format.ts";
import { formatCount } from "#core/charts/numbers.ts";
import type { DetectorAnswer } from "#core/contracts/detectors.ts";
import { ChartCell, ChartTable, figures } from "../charts/chart-table.tsx";
import { Tr } from "../ui/table.tsx";
import { VerdictIcon } from "../ui/verdict-badge.tsx";
import { eventTime } from "./detector-marks.ts";

/** What the detectors called, newest first: the marks above the chart as a table. */
export function DetectorEventsTable({ detectors, timeZone }: { detectors: readonly DetectorAnswer[]; timeZone: string }) {
  const events = detectors
    .flatMap(({ title, events }) => events.map((event) => ({ title, ...event })))
    .sort((a, b) => (a.predicted_at < b.predicted_at ? 1 : -1));
  if (events.length === 0) return null;
  const leftOut = detectors.reduce((sum, { events_left_out }) => sum + events_left_out, 0);
  return (
    <div className="mt-4">
      <h3 className="mb-1 font-semibold text-ink text-xs">What the streaming detectors called</h3>
      <ChartTable
        label="What the streaming detectors called"
        heads={["Prediction", "Detector", "Called", "Version", figures("Label number"), "Label came"]}
      >
        {events.map((event) => (
          <Tr key={`${event.title} ${event.version} ${event.position}`}>
            <ChartCell>{eventTime(event, timeZone)}</ChartCell>
            <ChartCell>{event.title}</ChartCell>
            <ChartCell>
              <span className="inline-flex items-center gap-1.5">
                <VerdictIcon verdict={event.signal} />
                {event.signal}
              </span>
            </ChartCell>
            <ChartCell>{event.version}</ChartCell>
            <ChartCell end>{formatCount(event.position + 1)}</ChartCell>
            <ChartCell>{formatTime(event.labelled_at, timeZone, "minute")}</ChartCell>
          </Tr>
        ))}
      </ChartTable>
      {leftOut > 0 && <p className="mt-1 text-ink-3 text-xs">{formatCount(leftOut)} more are not listed: choose a shorter window.</p>}
    </div>
  );
}
