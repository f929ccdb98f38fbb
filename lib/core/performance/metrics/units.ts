import { type RegressionSpec, UNIT_BITS } from "../types.ts";

/** The unit of a regression profile's sums, in the label's own. */
export function unitOf(spec: RegressionSpec): number {
  return spec.scale * 2 ** -UNIT_BITS;
}
