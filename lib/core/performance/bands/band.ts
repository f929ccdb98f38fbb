import { normalQuantile } from "../../statistics/distributions/normal.ts";

/**
 * Where the metric of the population lies with 95 % confidence, given sampling error alone; certified intervals of binning are apart.
 * - wilson: Wilson's score interval of a share (for F1: of tp / (tp + fp + fn), of which it is a monotone function)
 * - mover: Wilson intervals of independent shares put together (Zou & Donner 2008)
 * - delong: DeLong's variance of the AUC on the score bins, on the logit scale; Newcombe's interval where that reaches further
 * - normal: estimate +- z standard errors, from exact sums of squares, by the delta method where the metric is no mean
 * - bootstrap: percentiles over Poisson draws of the counts, with a random source seeded by the counts (the same counts, the same band)
 */
export type BandMethod = "wilson" | "mover" | "delong" | "normal" | "bootstrap";

export interface Band {
  lower: number;
  upper: number;
  method: BandMethod;
}

export const BAND_LEVEL = 0.95;
/** 1.96: the normal quantile of the band's level. */
export const BAND_Z = normalQuantile((1 + BAND_LEVEL) / 2);

/** Keeps a band within a metric's range. */
export function clipBand(band: Band, low: number, high: number): Band {
  return { ...band, lower: Math.min(Math.max(band.lower, low), high), upper: Math.min(Math.max(band.upper, low), high) };
}
