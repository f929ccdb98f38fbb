import { CircleCheck, CircleDashed, CircleQuestionMark, CircleSlash, type LucideIcon, OctagonAlert, TriangleAlert } from "lucide-react";
import { cn } from "#client/cn.ts";
import type { Verdict } from "#core/contracts/common.ts";

export interface VerdictLook {
  word: string;
  icon: LucideIcon;
  /** Text colour on the page and on `soft`. */
  text: string;
  soft: string;
  solid: string;
  /** The CSS colour of a filled cell, for SVG. */
  fill: string;
}

/** Every verdict has its own word and its own shape; the colour only repeats them. */
export const VERDICTS: Record<Verdict, VerdictLook> = {
  drift: {
    word: "Drift",
    icon: OctagonAlert,
    text: "text-drift",
    soft: "bg-drift-soft",
    solid: "bg-drift-solid",
    fill: "var(--drift-solid)",
  },
  warning: {
    word: "Warning",
    icon: TriangleAlert,
    text: "text-warning",
    soft: "bg-warning-soft",
    solid: "bg-warning-solid",
    fill: "var(--warning-solid)",
  },
  stable: {
    word: "Stable",
    icon: CircleCheck,
    text: "text-stable",
    soft: "bg-stable-soft",
    solid: "bg-stable-solid",
    fill: "var(--stable-solid)",
  },
  not_enough_data: {
    word: "Not enough data",
    icon: CircleDashed,
    text: "text-not-enough-data",
    soft: "bg-not-enough-data-soft",
    solid: "bg-not-enough-data-solid",
    fill: "var(--not-enough-data-solid)",
  },
  no_data: {
    word: "No data",
    icon: CircleSlash,
    text: "text-no-data",
    soft: "bg-no-data-soft",
    solid: "bg-no-data-solid",
    fill: "var(--no-data-solid)",
  },
  no_reference: {
    word: "No reference",
    icon: CircleQuestionMark,
    text: "text-no-reference",
    soft: "bg-no-reference-soft",
    solid: "bg-no-reference-solid",
    fill: "var(--no-reference-solid)",
  },
};

/** Worst first: the order of rows, legends and menus. */
export const VERDICT_ORDER: readonly Verdict[] = ["drift", "warning", "not_enough_data", "stable", "no_data", "no_reference"];

interface VerdictBadgeProps {
  verdict: Verdict;
  /** Says it more exactly than the verdict does, e.g. "Concept drift". */
  word?: string;
  className?: string;
}

export function VerdictBadge({ verdict, word, className }: VerdictBadgeProps) {
  const look = VERDICTS[verdict];
  const Icon = look.icon;
  return (
    <span
      className={cn(
        "inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded px-2 font-medium text-xs",
        look.text,
        look.soft,
        className,
      )}
    >
      <Icon className="size-3.5 shrink-0" aria-hidden />
      {word ?? look.word}
    </span>
  );
}

/** The icon and the word without a ground, for a second verdict beside another. */
export function VerdictText({ verdict }: { verdict: Verdict }) {
  const look = VERDICTS[verdict];
  const Icon = look.icon;
  return (
    <span className={cn("inline-flex items-center gap-1 whitespace-nowrap", look.text)}>
      <Icon className="size-3 shrink-0" aria-hidden />
      <span>{look.word}</span>
    </span>
  );
}

/** The icon alone, for places where the word stands beside it or in a tooltip; it still reads out. */
export function VerdictIcon({ verdict, className }: { verdict: Verdict; className?: string }) {
  const look = VERDICTS[verdict];
  const Icon = look.icon;
  return <Icon role="img" aria-label={look.word} className={cn("size-3.5 shrink-0", look.text, className)} />;
}
