"use client";

import { useStatistic, useWindowParams } from "#client/url-state.ts";
import type { StatisticId } from "#core/contracts/common.ts";

export interface DriftQueryParams {
  from: string;
  to: string;
  version: string | null;
  slice: string | null;
  statistic: StatisticId;
}

/** What every question of the Drift page is asked with, from the address. */
export function useDriftQuery(): DriftQueryParams {
  const window = useWindowParams();
  const [statistic] = useStatistic();
  return { ...window, statistic };
}
