"use client";

import { formatCount } from "#core/charts/numbers.ts";
import type { DriftColumn } from "#core/contracts/drift.ts";
import { statisticInfo } from "#core/statistics/catalogue.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { binLabel } from "../charts/prepare-distribution.ts";
import { ShareBars, type ShareRow } from "../charts/share-bars.tsx";
import { STATISTIC_SHORT } from "../charts/words.ts";
import type { BinLink } from "./distribution-panel.tsx";
import { DistributionTable } from "./distribution-table.tsx";
import { statisticText } from "./statistic-value.tsx";

const SHOWN = 8;
/** Statistics whose value is the sum of the parts, or the square root of it: a part has a share of the whole. */
const ADDITIVE = ["psi", "jensen_shannon", "hellinger", "total_variation", "chi_square", "wasserstein"];

/** Which bins or categories made the difference, the largest part first. */
export function ContributionsPanel({ column, link }: { column: DriftColumn; link: BinLink }) {
  const additive = ADDITIVE.includes(column.primary);
  const total = column.contributions.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0);
  const ranked = [...column.contributions]
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const rows: ShareRow[] = ranked.slice(0, SHOWN).map((group) => ({
    key: `${group.kind} ${group.label}`,
    label: binLabel(group),
    isOwn: group.kind !== "range" && group.kind !== "category",
    reference: group.reference_share,
    current: group.current_share,
    part: additive && total > 0 ? Math.abs(group.contribution) / total : null,
    href: link([group]),
  }));
  const name = STATISTIC_SHORT[column.primary];
  const top = rows[0];
  return (
    <ChartFrame
      title="What made the difference"
      label={`What made the difference in ${column.name}`}
      summary={
        top
          ? `${additive && top.part !== null ? `${Math.round(top.part * 100)}% of the ${name} comes from` : `The largest part of ${name} is at`} ${top.label}. Groups of ${statisticInfo(column.primary).title}: ${column.kind === "numeric" || column.kind === "timestamp" ? "tenths of the reference" : "categories"}, and missing.`
          : "Nothing differs."
      }
      table={
        <DistributionTable
          bins={column.contributions}
          link={link}
          part={{ title: `Part of ${name}`, format: (value) => statisticText(column.primary, value) }}
          label={`Parts of ${name}`}
        />
      }
    >
      {rows.length > 0 && <ShareBars label={`Parts of ${name}`} rows={rows} partTitle={additive ? `of ${name}` : undefined} />}
      {column.contributions_left_out > 0 && (
        <p className="tabular mt-1.5 text-ink-3 text-xs">
          {formatCount(column.contributions_left_out)} groups with smaller parts are left out here; the explanation has all of them.
        </p>
      )}
    </ChartFrame>
  );
}
