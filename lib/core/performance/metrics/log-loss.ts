import { meanError, normalBand } from "../bands/normal.ts";
import { type ClassificationProfile, PROBABILITY_QUANTUM } from "../types.ts";
import { exactMetric, type MetricResult, NO_SCORES, noMetric } from "./result.ts";

/**
 * Log-loss: mean of -ln(score of the label's class), the score kept 2^-52 away from 0 and 1; binary: 1 - score for the negative class.
 * Scores are taken as they came (not normalised to a sum of 1). Nats, 0..36.05. From exact sums: off by at most 5e-13. Labels outside the
 * class list have no score and are left out. Null without scores. Band: normal.
 */
export function logLoss(profile: ClassificationProfile): MetricResult {
  const { logLossN: n, sums } = profile;
  const found = meanError(n, sums.logLoss, sums.logLossSquare, PROBABILITY_QUANTUM);
  if (found === null) return noMetric("log_loss", 0, NO_SCORES);
  const band = normalBand(found.mean, found.error);
  return exactMetric("log_loss", found.mean, n, band && { ...band, lower: Math.max(band.lower, 0) });
}
