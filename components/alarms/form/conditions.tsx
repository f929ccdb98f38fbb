"use client";

import { Plus, Trash2 } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { conditionsOf } from "#core/alarms/expression.ts";
import type { AlarmCondition, AlarmExpression, RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { Button } from "../../ui/button.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { ConditionFields, secondCondition } from "./condition-fields.tsx";
import {
  addCondition,
  canNest,
  firstCondition,
  type Join,
  joinOf,
  otherJoin,
  type Path,
  partsOf,
  pointerOf,
  removePart,
  roomWords,
  whyNoCondition,
  withCondition,
  withJoin,
  wrapCondition,
} from "./expression-edit.ts";
import { errorOfCondition } from "./field-errors.ts";

interface ConditionsProps {
  definition: RuleDefinition;
  /** Null: Tidemark itself is watched, by one condition each. */
  model: ModelDetail | null;
  /** Values of a single condition's past. */
  seen: readonly number[];
  onChange: (change: (before: RuleDefinition) => RuleDefinition) => void;
  error: Error | null;
  /** What conditions lack, by their numbers. */
  missing: ReadonlyMap<number, string>;
}

const JOIN_WORDS: Record<Join, string> = { all: "All must hold", any: "Any is enough" };

/** What is watched, and how several conditions work together: side by side, and in groups. */
export function Conditions({ definition, model, seen, onChange, error, missing }: ConditionsProps) {
  const { when } = definition;
  const box = useRef<HTMLDivElement>(null);
  const focusNext = useRef<number | null>(null);
  const [said, setSaid] = useState("");
  const limitId = useId();
  const count = conditionsOf(when).length;
  const full = whyNoCondition(when);
  const room = full ?? roomWords(when);

  // What was pressed is gone or moved: the keyboard goes on where the change is.
  useEffect(() => {
    if (focusNext.current === null) return;
    box.current?.querySelector<HTMLElement>(`[data-condition="${focusNext.current}"] [role=combobox]`)?.focus();
    focusNext.current = null;
  });

  function edit(after: AlarmExpression, focus: number | null, words: string) {
    focusNext.current = focus;
    setSaid(words);
    onChange((before) => ({ ...before, when: after }));
  }

  function add(path: Path) {
    if (!model) return;
    const after = addCondition(when, path, secondCondition(model));
    const group = path.reduce<AlarmExpression>((part, i) => partsOf(part)[i] ?? part, after);
    const last = firstCondition(after, path) + conditionsOf(group).length - 1;
    edit(after, last, `Condition ${last + 1} was added.`);
  }

  function wrap(path: Path, join: Join) {
    if (!model) return;
    const last = firstCondition(when, path) + 1;
    edit(
      wrapCondition(when, path, join, secondCondition(model)),
      last,
      `Condition ${last + 1} was added, in a group with condition ${last}. In it, ${JOIN_WORDS[join].toLowerCase()}.`,
    );
  }

  function remove(path: Path, what: string) {
    const after = removePart(when, path);
    const left = conditionsOf(after).length;
    edit(
      after,
      Math.min(firstCondition(when, path), left - 1),
      `${what} removed. ${left === 1 ? "One condition is" : `${left} are`} left.`,
    );
  }

  const join = (path: Path, next: Join) => edit(withJoin(when, path, next), null, `${JOIN_WORDS[next]}.`);

  const condition = (one: AlarmCondition, path: Path, parent: Join | null) => {
    const index = firstCondition(when, path);
    const wrapped = parent && otherJoin(parent);
    const two = `a group of two, of which ${wrapped === "any" ? "one is enough" : "both must hold"}`;
    return (
      <div key={path.join()} data-condition={index} className={count > 1 ? "min-w-0 rounded-md border border-line bg-bg p-3" : "min-w-0"}>
        <ConditionFields
          condition={one}
          model={model}
          number={count > 1 ? index + 1 : null}
          window={definition.window}
          seen={count === 1 ? seen : []}
          onChange={(next) => onChange((before) => ({ ...before, when: withCondition(before.when, index, next) }))}
          onRemove={count > 1 ? () => remove(path, `Condition ${index + 1} was`) : null}
          wrap={
            model && wrapped && canNest(path)
              ? {
                  label: wrapped === "any" ? "Or another" : "And another",
                  name: `condition ${index + 1} becomes ${two}`,
                  hint: `Makes ${two}`,
                  disabled: full !== null,
                  run: () => wrap(path, wrapped),
                }
              : null
          }
          error={errorOfCondition(error, index, count, pointerOf(when, path))}
          missing={missing.get(index)}
        />
      </div>
    );
  };

  const group = (parts: readonly AlarmExpression[], path: Path, own: Join) => {
    const first = firstCondition(when, path) + 1;
    const last = first + parts.flatMap(conditionsOf).length - 1;
    const name = first === last ? `condition ${first}` : `conditions ${first} to ${last}`;
    return (
      <fieldset key={path.join()} className="flex min-w-0 flex-col gap-3 rounded-md border border-line-strong bg-surface p-2 sm:p-3">
        <legend className="sr-only">Group of {name}</legend>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <JoinSwitch label={`How ${name} are joined`} value={own} onChange={(next) => join(path, next)} />
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label={`Remove the group of ${name}`}
            onClick={() => remove(path, `The group of ${name} was`)}
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
        {parts.map((part, i) => draw(part, [...path, i], own))}
        {model && <AddButton label="Add to the group" disabled={full !== null} describedBy={limitId} onClick={() => add(path)} />}
      </fieldset>
    );
  };

  const draw = (part: AlarmExpression, path: Path, parent: Join | null): React.ReactNode => {
    const own = joinOf(part);
    if (own !== null) return group(partsOf(part), path, own);
    return condition(part as AlarmCondition, path, parent);
  };

  const top = joinOf(when);
  return (
    <div ref={box} className="flex min-w-0 flex-col gap-4">
      {top !== null && <JoinSwitch label="How conditions are joined" value={top} onChange={(next) => join([], next)} />}
      {top === null ? draw(when, [], null) : partsOf(when).map((part, i) => draw(part, [i], top))}
      {model && <AddButton label="Add a condition" disabled={full !== null} describedBy={limitId} onClick={() => add([])} />}
      {room && (
        <p id={limitId} className="text-pretty text-ink-2 text-xs">
          {room}
        </p>
      )}
      <p role="status" className="sr-only">
        {said}
      </p>
    </div>
  );
}

function JoinSwitch({ label, value, onChange }: { label: string; value: Join; onChange: (value: Join) => void }) {
  return (
    <Segmented<Join>
      label={label}
      value={value}
      className="self-start"
      options={[
        { value: "all", label: JOIN_WORDS.all },
        { value: "any", label: JOIN_WORDS.any },
      ]}
      onValueChange={onChange}
    />
  );
}

interface AddButtonProps {
  label: string;
  disabled: boolean;
  describedBy: string;
  onClick: () => void;
}

function AddButton({ label, disabled, describedBy, onClick }: AddButtonProps) {
  return (
    <Button
      size="sm"
      variant="ghost"
      className="self-start"
      disabled={disabled}
      aria-describedby={disabled ? describedBy : undefined}
      onClick={onClick}
    >
      <Plus aria-hidden />
      {label}
    </Button>
  );
}
