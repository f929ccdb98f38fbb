"use client";

import type { ReactNode } from "react";
import { useState } from "react";
import { formatPoints, formatShare } from "#core/charts/numbers.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { type Bin, binHistogram, ownBars } from "../charts/prepare-distribution.ts";
import { ShareHistogram } from "../charts/share-histogram.tsx";
import { SidesLegend } from "../charts/verdict-legend.tsx";
import { DistributionTable } from "../drift/distribution-table.tsx";

interface HistogramPanelProps {
  title: ReactNode;
  label: string;
  level?: 2 | 3;
  summary: string;
  xTitle: string;
  bins: readonly Bin[];
  sides: { reference: string; current: string };
  actions?: ReactNode;
}

/** Scores of the window before those of the reference, every bin equally wide. */
export function HistogramPanel({ title, label, level = 2, summary, xTitle, bins, sides, actions }: HistogramPanelProps) {
  const [selected, setSelected] = useState<number | null>(null);
  const drawn = binHistogram(bins, 6);
  const chosen = selected === null ? undefined : drawn.bars[selected];
  const own = ownBars(bins);
  return (
    <ChartFrame
      title={title}
      label={label}
      level={level}
      summary={summary}
      actions={actions}
      table={<DistributionTable bins={bins} label={`${label}: bins with their counts`} />}
      legend={<SidesLegend {...sides} />}
    >
      <ShareHistogram
        bars={drawn.bars}
        domain={drawn.domain}
        ticks={drawn.ticks}
        tickLabels={drawn.tickLabels}
        xTitle={xTitle}
        yTitle="share of predictions, per bin"
        selected={chosen ? selected : null}
        onSelect={setSelected}
        description={label}
      />
      {chosen && (
        <p className="tabular mt-2 text-ink-2 text-xs">
          <span className="font-medium text-ink">{chosen.label}</span>: {formatShare(chosen.referenceShare)} then,{" "}
          {formatShare(chosen.currentShare)} now ({formatPoints(chosen.currentShare - chosen.referenceShare)})
        </p>
      )}
      {own.length > 0 && (
        <p className="tabular mt-2 text-ink-2 text-xs">
          {own.map((bin) => `${bin.label}: ${formatShare(bin.reference_share)} then, ${formatShare(bin.current_share)} now`).join("; ")}
        </p>
      )}
    </ChartFrame>
  );
}
