"use client";

import { useStatistic } from "#client/url-state.ts";
import type { StatisticId } from "#core/contracts/common.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { STATISTICS } from "#core/statistics/catalogue.ts";
import { WindowSelects } from "../models/window-selects.tsx";
import { Select } from "../ui/select.tsx";
import type { DriftQueryParams } from "./use-drift-query.ts";

/** What is compared, and by which statistic. All of it is the address. */
export function DriftControls({ model, params }: { model: ModelDetail; params: DriftQueryParams }) {
  const [statistic, setStatistic] = useStatistic();
  return (
    <WindowSelects model={model} range={params} className="mb-4">
      <Select
        aria-label="Statistic that decides the verdict"
        size="sm"
        className="min-w-44"
        value={statistic}
        options={STATISTICS.map(({ id, title }) => ({ value: id, label: title }))}
        onValueChange={(next: StatisticId) => void setStatistic(next)}
      />
    </WindowSelects>
  );
}
