import type { StoredPrediction } from "../performance/stored.ts";

/** The model gave nothing: no prediction (null or not sent), and no score. */
export function isNullOutput({ p, s, m }: StoredPrediction): boolean {
  return p === undefined && s === undefined && m === undefined;
}
