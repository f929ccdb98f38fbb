"use client";

import { useMemo, useState } from "react";
import { formatCount, formatShare } from "#core/charts/numbers.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { binHistogram, binLabel } from "../charts/prepare-distribution.ts";
import { ShareHistogram } from "../charts/share-histogram.tsx";
import { SidesLegend } from "../charts/verdict-legend.tsx";
import { CurveTable } from "./curve-table.tsx";
import { type ResidualBin, residualBins } from "./residual-bins.ts";

/** How far predictions were from their labels, and to which side. */
export function Residuals({ bins, unit, reference }: { bins: readonly ResidualBin[]; unit: string | null; reference: string | null }) {
  const [selected, setSelected] = useState<number | null>(null);
  const shares = useMemo(() => residualBins(bins), [bins]);
  const drawn = useMemo(() => binHistogram(shares), [shares]);
  const over = shares.filter(({ from }) => from !== null && from >= 0).reduce((sum, bin) => sum + bin.current_share, 0);
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const before = bins.reduce((sum, bin) => sum + (bin.reference ?? 0), 0);
  const summary = `Prediction minus label of ${formatCount(total)} labelled predictions: ${formatShare(over)} lie in bins above 0, where the model predicts too much.`;
  return (
    <ChartFrame
      title="Residuals"
      label="Residuals"
      level={2}
      summary={summary}
      table={
        <CurveTable
          label="Residuals"
          heads={["Prediction − label", "Count", "Share", "Reference"]}
          rows={shares.map((bin) => [
            binLabel(bin),
            formatCount(bin.current),
            formatShare(bin.current_share),
            before > 0 ? formatShare(bin.reference_share) : "—",
          ])}
        />
      }
      legend={
        <SidesLegend
          reference={before > 0 ? `Reference: ${reference ?? ""}, ${formatCount(before)}` : "Reference: no labels"}
          current={`Current window, ${formatCount(total)}`}
        />
      }
    >
      <ShareHistogram
        bars={drawn.bars}
        domain={drawn.domain}
        ticks={drawn.ticks}
        tickLabels={drawn.tickLabels}
        xTitle={unit ? `prediction − label (${unit})` : "prediction − label"}
        yTitle="share of labelled predictions, per bin"
        selected={selected}
        onSelect={setSelected}
        description={summary}
      />
    </ChartFrame>
  );
}
