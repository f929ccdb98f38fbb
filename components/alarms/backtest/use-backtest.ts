"use client";

import { useEffect, useRef, useState } from "react";
import { useAlarmPreview } from "#client/api/alarms.ts";
import type { RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { PreviewAnswer } from "#core/contracts/alarms.ts";
import { type Draft, questionOf, whyNoBacktest } from "../form/draft.ts";

/** While somebody types, the server is not asked for each letter. */
const SETTLE_MS = 350;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    if (settled === text) return;
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text, settled]);
  return settled;
}

const sameConditions = (a: RuleDefinition, b: RuleDefinition) => JSON.stringify(questionOf(a).when) === JSON.stringify(questionOf(b).when);

export interface Backtest {
  /** What was read, and the rule that it belongs to; null before the first answer. */
  shown: { preview: PreviewAnswer; definition: RuleDefinition } | null;
  /** What is shown belongs to the question before; the next answer is on its way. */
  isStale: boolean;
  /** What is shown is of other conditions than the draft's: nothing of it can be moved. */
  isFrozen: boolean;
  error: Error | null;
  retry: () => void;
  /** Why there is nothing to read; null: there is. */
  why: string | null;
}

/** The past of what a draft watches. The server is asked when other readings are needed, and not for a threshold. */
export function useBacktest(draft: Draft, range: { from: string; to: string } | null): Backtest {
  const why = whyNoBacktest(draft);
  const question =
    why === null && range ? JSON.stringify({ model: draft.model, definition: questionOf(draft.definition), ...range, shuffles: 20 }) : "";
  const settled = useSettled(question);
  const query = useAlarmPreview(settled === "" ? null : JSON.parse(settled));
  const last = useRef<Backtest["shown"]>(null);
  const isCurrent = question !== "" && question === settled && query.data !== undefined && !query.isPlaceholderData;
  // With another window, or while more is read, the line can still be moved over what is there.
  const alike = last.current !== null && sameConditions(last.current.definition, draft.definition);
  const shown = isCurrent
    ? { preview: query.data as PreviewAnswer, definition: draft.definition }
    : last.current && alike
      ? { preview: last.current.preview, definition: draft.definition }
      : last.current;
  useEffect(() => {
    if (isCurrent) last.current = shown;
  });
  const error = question === settled ? query.error : null;
  return {
    shown,
    isStale: !isCurrent && why === null && !error,
    isFrozen: !isCurrent && !alike,
    error,
    retry: () => void query.refetch(),
    why,
  };
}
