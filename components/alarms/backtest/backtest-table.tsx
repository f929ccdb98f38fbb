"use client";

import { formatValue } from "#core/alarms/format.ts";
import { formatCount } from "#core/charts/numbers.ts";
import { ChartCell, ChartTable, figures } from "../../charts/chart-table.tsx";
import { TimeText } from "../../time/time-text.tsx";
import { Tr } from "../../ui/table.tsx";
import { AlarmStatusBadge } from "../status-badge.tsx";
import type { BacktestPoint } from "./prepare-backtest.ts";

/** The slots of a back-test, newest first. */
export function BacktestTable({ points, unit, title }: { points: readonly BacktestPoint[]; unit: string; title: string }) {
  return (
    <ChartTable label={`${title}, slot by slot`} heads={["Slot", figures("Value"), figures("Records"), "Would have been"]}>
      {points.toReversed().map((point) => (
        <Tr key={point.time}>
          <ChartCell>
            <TimeText value={new Date(point.time).toISOString()} precision="minute" />
          </ChartCell>
          <ChartCell end>{formatValue(unit, point.value)}</ChartCell>
          <ChartCell end>{formatCount(point.n)}</ChartCell>
          <ChartCell>
            <AlarmStatusBadge status={point.status} />
          </ChartCell>
        </Tr>
      ))}
    </ChartTable>
  );
}
