"use client";

import { Plus, X } from "lucide-react";
import { useId, useRef } from "react";
import { matcherError } from "#core/alarms/matchers.ts";
import type { Matcher } from "#core/contracts/incidents.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";

const OPS = [
  { value: "=", label: "= is" },
  { value: "!=", label: "≠ is not" },
  { value: "=~", label: "=~ matches" },
  { value: "!~", label: "!~ does not match" },
] as const;

interface MatchersEditorProps {
  /** What is matched: "Silence incidents with all of". */
  legend: string;
  matchers: readonly Matcher[];
  onChange: (matchers: Matcher[]) => void;
  /** Names of labels to offer. */
  names: readonly string[];
  /** Labels instead of matchers: there is nothing to compare. */
  plain?: boolean;
}

/** Rows of name, comparison and value; all must hold. */
export function MatchersEditor({ legend, matchers, onChange, names, plain }: MatchersEditorProps) {
  const listId = useId();
  const add = useRef<HTMLButtonElement>(null);
  const set = (i: number, change: Partial<Matcher>) => onChange(matchers.map((one, k) => (k === i ? { ...one, ...change } : one)));
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium text-ink text-xs">{legend}</legend>
      <datalist id={listId}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <ul className="flex flex-col gap-2">
        {matchers.map((matcher, i) => {
          const wrong = matcherError(matcher);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows hold no state of their own, and may be equal while they are typed
            <li key={i}>
              <div className="flex flex-wrap gap-1.5 sm:flex-nowrap">
                <Input
                  aria-label={`Label ${i + 1}`}
                  value={matcher.name}
                  list={listId}
                  placeholder="label"
                  autoComplete="off"
                  maxLength={100}
                  onChange={(event) => set(i, { name: event.target.value })}
                  className="w-32 flex-1 font-mono text-xs sm:flex-none"
                />
                {!plain && (
                  <Select
                    aria-label={`Comparison ${i + 1}`}
                    value={matcher.op}
                    options={OPS}
                    onValueChange={(op) => set(i, { op })}
                    className="w-36 shrink-0 text-xs"
                  />
                )}
                <span className="flex min-w-0 flex-1 basis-full gap-1.5 sm:basis-0">
                  <Input
                    aria-label={`Value ${i + 1}`}
                    aria-invalid={wrong !== null || undefined}
                    value={matcher.value}
                    placeholder="value"
                    autoComplete="off"
                    maxLength={500}
                    onChange={(event) => set(i, { value: event.target.value })}
                    className="min-w-0 flex-1 font-mono text-xs"
                  />
                  <Button
                    variant="ghost"
                    size="icon"
                    aria-label={`Remove ${plain ? "label" : "matcher"} ${i + 1}`}
                    onClick={() => {
                      // The row goes, and with it what the keyboard was on.
                      add.current?.focus();
                      onChange(matchers.filter((_, k) => k !== i));
                    }}
                  >
                    <X aria-hidden />
                  </Button>
                </span>
              </div>
              {wrong && <p className="mt-1 text-danger text-xs">{wrong}</p>}
            </li>
          );
        })}
      </ul>
      <Button
        ref={add}
        size="sm"
        variant="ghost"
        className="mt-1.5"
        disabled={matchers.length >= 20}
        onClick={() => onChange([...matchers, { name: "", op: "=", value: "" }])}
      >
        <Plus aria-hidden />
        {plain ? "Add label" : "Add matcher"}
      </Button>
    </fieldset>
  );
}

/** What stops these matchers from being used; null: nothing. */
export function matchersProblem(matchers: readonly Matcher[]): string | null {
  if (matchers.some(({ name }) => name.trim() === "")) return "Each matcher needs the name of a label.";
  return matchers.map(matcherError).find((error) => error !== null) ?? null;
}
