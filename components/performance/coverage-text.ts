import { countOf, formatCount, formatShare } from "#core/charts/numbers.ts";

/** "1,204 of 3,000 predictions labelled (40.1%)". */
export function coverageText({ predictions, labelled }: { predictions: number; labelled: number }): string {
  if (predictions === 0) return "no predictions";
  return `${formatCount(labelled)} of ${countOf(predictions, "prediction")} labelled (${formatShare(labelled / predictions)})`;
}
