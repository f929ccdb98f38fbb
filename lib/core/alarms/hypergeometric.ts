import type { Random } from "../performance/bands/random.ts";
import { logGamma } from "../statistics/distributions/gamma.ts";

/**
 * How many of `draws` records, drawn without putting back, are among `good` ones, when there are `bad` others. Whole numbers >= 0, draws <= good + bad.
 * By inversion from the mode outwards (Kachitvichyanukul and Schmeiser 1985), so its cost grows with the standard deviation and it is exact up to
 * rounding of the probabilities, and of the 53 bits of the random number.
 */
export function hypergeometric(random: Random, good: number, bad: number, draws: number): number {
  const least = Math.max(0, draws - bad);
  const most = Math.min(draws, good);
  if (least === most) return least;
  const mode = Math.min(Math.max(Math.floor(((draws + 1) * (good + 1)) / (good + bad + 2)), least), most);
  const atMode = Math.exp(logChoose(good, mode) + logChoose(bad, draws - mode) - logChoose(good + bad, draws));
  let rest = uniform53(random) - atMode;
  if (rest <= 0) return mode;
  let [up, down] = [mode, mode];
  let [upP, downP] = [atMode, atMode];
  while (up < most || down > least) {
    if (up < most) {
      upP *= ((good - up) * (draws - up)) / ((up + 1) * (bad - draws + up + 1));
      up++;
      rest -= upP;
      if (rest <= 0) return up;
    }
    if (down > least) {
      downP *= (down * (bad - draws + down)) / ((good - down + 1) * (draws - down + 1));
      down--;
      rest -= downP;
      if (rest <= 0) return down;
    }
    // What is left of probability is rounding: both sides have run dry.
    if (upP < 1e-300 && downP < 1e-300) break;
  }
  return mode;
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

/** 32 random bits leave the far ends of wide distributions out. */
function uniform53(random: Random): number {
  return (Math.floor(random() * 2 ** 27) * 2 ** 26 + Math.floor(random() * 2 ** 26)) / 2 ** 53;
}
