import { wilson } from "../bands/wilson.ts";
import { type CalibrationGroup, type CalibrationGrouping, calibrationCounts, calibrationGroups } from "../metrics/calibration-error.ts";
import type { ClassificationProfile } from "../types.ts";

export interface ReliabilityPoint extends CalibrationGroup {
  /** Share of positives (multiclass: of right predictions), with its Wilson band. On the diagonal it equals meanScore. */
  share: number;
  lower: number;
  upper: number;
}

/**
 * Reliability diagram: groups of scores with their mean score and the share of positives among them. Groups without a labelled prediction
 * are left out. `grouping` as in the calibration error that it draws.
 */
export function reliabilityDiagram(
  profile: ClassificationProfile,
  grouping: CalibrationGrouping = "width",
  groups = 10,
): ReliabilityPoint[] {
  return calibrationGroups(calibrationCounts(profile), grouping, groups).map((group) => {
    const band = wilson(group.positives, group.n);
    return { ...group, share: group.positives / group.n, lower: band?.lower ?? 0, upper: band?.upper ?? 1 };
  });
}
