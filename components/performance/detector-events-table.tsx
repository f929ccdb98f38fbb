"use client";

import { formatTime } from "#client/format.ts";
import { formatCount } from "#core/charts/numbers.ts";
import type { DetectorAnswer } from "#core/contracts/detectors.ts";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { VerdictIcon } from "../ui/verdict-badge.tsx";
import { eventTime } from "./detector-marks.ts";

/** What the detectors called, newest first: the marks above the chart as a table. */
export function DetectorEventsTable({ detectors, timeZone }: { detectors: readonly DetectorAnswer[]; timeZone: string }) {
  const events = detectors
    .flatMap(({ title, events }) => events.map((event) => ({ title, ...event })))
    .sort((a, b) => (a.predicted_at < b.predicted_at ? 1 : -1));
  if (events.length === 0) return null;
  const leftOut = detectors.reduce((sum, { events_left_out }) => sum + events_left_out, 0);
  const cell = "tabular h-7 whitespace-nowrap py-1";
  return (
    <div className="mt-4">
      <h3 className="mb-1 font-semibold text-ink text-xs">What the streaming detectors called</h3>
      <div className="max-h-72 overflow-y-auto">
        <Table label="What the streaming detectors called" className="text-xs">
          <thead>
            <tr>
              <Th>Prediction</Th>
              <Th>Detector</Th>
              <Th>Called</Th>
              <Th>Version</Th>
              <Th className="text-right">Label number</Th>
              <Th>Label came</Th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <Tr key={`${event.title} ${event.version} ${event.position}`}>
                <Td className={cell}>{eventTime(event, timeZone)}</Td>
                <Td className={cell}>{event.title}</Td>
                <Td className={cell}>
                  <span className="inline-flex items-center gap-1.5">
                    <VerdictIcon verdict={event.signal} />
                    {event.signal}
                  </span>
                </Td>
                <Td className={cell}>{event.version}</Td>
                <Td className={`${cell} text-right`}>{formatCount(event.position + 1)}</Td>
                <Td className={cell}>{formatTime(event.labelled_at, timeZone, "minute")}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
      {leftOut > 0 && <p className="mt-1 text-ink-3 text-xs">{formatCount(leftOut)} more are not listed: choose a shorter window.</p>}
    </div>
  );
}
