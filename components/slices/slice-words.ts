import { formatNumber, formatPoints, formatShare, withUnit } from "#core/charts/numbers.ts";
import type { SlicesAnswer } from "#core/contracts/verdict.ts";

export type Loss = NonNullable<SlicesAnswer["loss"]>;
type Part = SlicesAnswer["slices"][number]["parts"][number];
type Change = SlicesAnswer["changes"][number];

/** What a model loses, in the words of its task. */
export const LOSS_WORDS: Record<Loss, { rate: string; lost: string; lostMeaning: string }> = {
  error: {
    rate: "Error rate",
    lost: "Errors too many",
    lostMeaning: "Errors among the records looked at above what the slice would have at the overall rate",
  },
  absolute_error: {
    rate: "Mean absolute error",
    lost: "Error too much",
    lostMeaning: "Absolute error summed over the records looked at, above what the slice would have at the overall mean",
  },
  reciprocal_rank_loss: {
    rate: "Rank loss",
    lost: "Rank loss too much",
    lostMeaning: "1 − 1/rank summed over the records looked at, above what the slice would have at the overall mean",
  },
};

/** A mean loss: an error rate as a share, any other in the label's unit. */
export function rateText(loss: Loss, value: number | null, unit: string | null): string {
  return loss === "error" ? formatShare(value) : withUnit(formatNumber(value), loss === "absolute_error" ? unit : null);
}

/** A difference of mean losses, signed. */
export function differenceText(loss: Loss, value: number | null, unit: string | null): string {
  if (value === null || loss === "error") return formatPoints(value);
  const text = withUnit(formatNumber(value), loss === "absolute_error" ? unit : null);
  return value > 0 ? `+${text}` : text;
}

/** `duration above 319, housing yes`: a name that a person would give. */
export function sliceName(parts: readonly Part[]): string {
  return parts.map(({ column, value }) => `${column.replace(/^tags\./, "")} ${value}`).join(", ");
}

/** What a slice may be called, cut to what a name may hold. */
export function suggestedName(parts: readonly Part[]): string {
  const name = sliceName(parts);
  return name.length <= 60 ? name : `${name.slice(0, 59)}…`;
}

/** What the overall figure did, and how much of that the mix explains at most: a sentence or two for a meeting. */
export function changeSentence(
  answer: Pick<SlicesAnswer, "loss" | "changes" | "rate" | "reference_rate">,
  unit: string | null,
): string | null {
  const { loss, changes, rate, reference_rate: before } = answer;
  const first = changes[0];
  if (!loss || !first || rate === null || before === null) return null;
  const change = rate - before;
  const figures = `from ${rateText(loss, before, unit)} to ${rateText(loss, rate, unit)}`;
  const name = LOSS_WORDS[loss].rate.toLowerCase();
  if (change === 0) return `The ${name} is what it was, ${rateText(loss, rate, unit)}.`;
  const did = `The ${name} went ${change > 0 ? "up" : "down"} ${figures} (${differenceText(loss, change, unit)}).`;
  return `${did} ${mixSentence(first, loss, unit)}`;
}

function mixSentence({ column, change, mix, within }: Change, loss: Loss, unit: string | null): string {
  const real = (part: Change["mix"]) => part.lower > 0 || part.upper < 0;
  const parts = `${differenceText(loss, mix.value, unit)} from another mix of values, ${differenceText(loss, within.value, unit)} within the same values`;
  const by = `By ${column}, the column whose mix explains most`;
  if (!real(mix) && real(within)) return `${by}, that is ${parts}: not other records, but other results on records of the same kind.`;
  const share = change === 0 ? 0 : mix.value / change;
  if (real(mix) && share >= 0.8)
    return `${by}, that is ${parts}: the model does as before on each value, and there are more records that are hard for it.`;
  if (real(mix) && share >= 0.2) return `${by}, that is ${parts}: both count.`;
  return `${by}, that is ${parts}: the model does ${change > 0 ? "worse" : "better"} on records of the same kind.`;
}
