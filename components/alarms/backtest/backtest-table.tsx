"use client";

import { formatValue } from "#core/alarms/format.ts";
import { formatCount } from "#core/charts/numbers.ts";
import { TimeText } from "../../time/time-text.tsx";
import { Table, Td, Th, Tr } from "../../ui/table.tsx";
import { AlarmStatusBadge } from "../status-badge.tsx";
import type { BacktestPoint } from "./prepare-backtest.ts";

/** The slots of a back-test, newest first. */
export function BacktestTable({ points, unit, title }: { points: readonly BacktestPoint[]; unit: string; title: string }) {
  return (
    <div className="max-h-96 overflow-y-auto">
      <Table label={`${title}, slot by slot`}>
        <thead>
          <tr>
            <Th>Slot</Th>
            <Th className="text-right">Value</Th>
            <Th className="text-right">Records</Th>
            <Th>Would have been</Th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <Tr key={point.time}>
              <Td>
                <TimeText value={new Date(point.time).toISOString()} precision="minute" />
              </Td>
              <Td className="tabular whitespace-nowrap text-right">{formatValue(unit, point.value)}</Td>
              <Td className="tabular text-right">{formatCount(point.n)}</Td>
              <Td>
                <AlarmStatusBadge status={point.status} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
