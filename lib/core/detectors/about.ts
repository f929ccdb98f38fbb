import type { DetectorId } from "./types.ts";

export interface DetectorAbout {
  /** What it is, in one line. */
  summary: string;
  /** How to read what it says. */
  reading: string;
  /** What each of its options means. */
  options: Record<string, string>;
  source: string;
}

/** The detectors in words; `DETECTORS` has them as functions. */
export const ABOUT: Record<DetectorId, DetectorAbout> = {
  adwin: {
    summary: "Keeps a window of losses and cuts it where two parts of it differ in mean.",
    reading: "Rare false alarms: a drift is worth looking at. Sees the mean loss rise or fall. Never warns.",
    options: {
      delta: "chance of a false cut that each check allows, from above",
      clock: "labels between two checks",
      maxBuckets: "buckets of one size before the two oldest become one",
      minWindow: "labels that each side of a cut must hold",
      grace: "labels before the first check",
    },
    source: "Bifet & Gavaldà 2007",
  },
  ddm: {
    summary: "Compares the error rate with the best that it has been.",
    reading:
      "Sees the error rate rise, suddenly rather than slowly. A warning is two standard deviations, a drift three. Where errors are rare it takes the first ones after its start for drift.",
    options: {
      warmUp: "labels before it says anything",
      warning: "standard deviations above the best rate that warn",
      drift: "standard deviations above the best rate that are drift",
    },
    source: "Gama et al. 2004",
  },
  eddm: {
    summary: "Compares how far errors are apart with the farthest that they have been.",
    reading: "Quick on slow rises, and alarms often on nothing: hold it against its false alarms.",
    options: {
      warmUp: "labels, and errors, before it says anything",
      warning: "share of the largest distance below which it warns",
      drift: "share of the largest distance below which it is drift",
    },
    source: "Baena-García et al. 2006",
  },
  page_hinkley: {
    summary: "Adds up how far losses lie above their running mean.",
    reading: "Sees the mean loss rise and stay up; an error rate has to cost some 50 errors too many. Never warns.",
    options: {
      minValues: "labels before it says anything",
      delta: "rise of the mean loss that it puts up with",
      threshold: "sum of excess loss that is drift",
      alpha: "share of the sum that is kept from one label to the next",
    },
    source: "Page 1954",
  },
  kswin: {
    summary: "Compares the newest losses with a random draw from those before, by the Kolmogorov-Smirnov test.",
    reading:
      "Sees any change of the losses' distribution over a short time, and tests at every label, so it alarms now and then on nothing.",
    options: {
      alpha: "level of each test",
      window: "labels kept",
      stat: "newest labels, compared with as many of the others",
      seed: "seed of the draws, so that a replay gives the same",
    },
    source: "Raab, Heusinger & Schleif 2020",
  },
};
