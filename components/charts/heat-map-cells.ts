import type { Verdict } from "#core/contracts/common.ts";
import type { Level } from "./prepare-heat-map.ts";

/*
 * One class string per verdict and level, written out so that six thousand cells share a dozen strings. The mark in the middle (a diamond for
 * drift, a triangle for warning, hatching for not enough data) tells them apart without colour.
 */
const BASE = "relative block rounded-[2px]";
const MARK = "after:absolute after:top-1/2 after:left-1/2 after:-translate-x-1/2 after:-translate-y-1/2";
const DIAMOND = `${MARK} after:size-2 after:[clip-path:polygon(50%_0,100%_50%,50%_100%,0_50%)]`;
const TRIANGLE = `${MARK} after:size-[7px] after:[clip-path:polygon(50%_5%,100%_95%,0_95%)]`;
const HATCHED = `${BASE} hatched bg-no-data-soft`;

const drift = (fill: string) => `${BASE} ${DIAMOND} ${fill} after:bg-black dark:after:bg-white`;
const warning = (fill: string) => `${BASE} ${TRIANGLE} ${fill} after:bg-black dark:after:bg-white`;

export const HEAT_GAP = `${BASE} border border-line-strong/50 border-dashed`;

export const HEAT_CELL: Record<Verdict, Record<Level, string>> = {
  drift: { 0: drift("bg-drift-solid/50"), 1: drift("bg-drift-solid/50"), 2: drift("bg-drift-solid/75"), 3: drift("bg-drift-solid") },
  warning: {
    0: warning("bg-warning-solid/40"),
    1: warning("bg-warning-solid/60"),
    2: warning("bg-warning-solid/80"),
    3: warning("bg-warning-solid"),
  },
  stable: {
    0: `${BASE} bg-stable-solid/35`,
    1: `${BASE} bg-stable-solid/65`,
    2: `${BASE} bg-stable-solid/90`,
    3: `${BASE} bg-stable-solid`,
  },
  not_enough_data: { 0: HATCHED, 1: HATCHED, 2: HATCHED, 3: HATCHED },
  no_data: { 0: HEAT_GAP, 1: HEAT_GAP, 2: HEAT_GAP, 3: HEAT_GAP },
  no_reference: {
    0: `${BASE} bg-no-reference-soft`,
    1: `${BASE} bg-no-reference-soft`,
    2: `${BASE} bg-no-reference-soft`,
    3: `${BASE} bg-no-reference-soft`,
  },
};
