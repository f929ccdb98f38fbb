"use client";

import { cn } from "#client/cn.ts";
import { formatCount, formatNumber, withUnit } from "#core/charts/numbers.ts";
import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import { settle } from "#core/performance/value-matrix.ts";
import { TimeText } from "../time/time-text.tsx";
import { Input } from "../ui/input.tsx";
import { Field } from "../ui/label.tsx";
import { Table } from "../ui/table.tsx";
import { numberOf, type PerformanceForm, typedValues } from "./performance-form.ts";

interface ValueMatrixEditorProps {
  form: PerformanceForm;
  onChange: (change: Partial<PerformanceForm>) => void;
  classes: readonly string[];
  /** Of two classes; null: there are more. */
  positive: string | null;
  /** The window whose counts are shown and settled; null: there are none yet. */
  answer: PerformanceAnswer | null;
}

const isWrong = (text: string) => text.trim() !== "" && numberOf(text) === null;

/** What each case is worth, as a table like the confusion matrix, and what that comes to over the window. */
export function ValueMatrixEditor({ form, onChange, classes, positive, answer }: ValueMatrixEditorProps) {
  const confusion = answer?.curves?.confusion ?? null;
  const countOf = (label: string, prediction: string) => {
    const [i, j] = [confusion?.names.indexOf(label) ?? -1, confusion?.names.indexOf(prediction) ?? -1];
    return i < 0 || j < 0 ? null : (confusion?.counts[i]?.[j] ?? null);
  };
  const setCell = (i: number, j: number, text: string) =>
    onChange({ cells: form.cells.map((row, r) => (r === i ? row.map((old, c) => (c === j ? text : old)) : row)) });
  const wrong = [...form.cells.flat(), form.otherwise].find(isWrong);
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-1 font-medium text-ink text-xs">What each case is worth</legend>
      <p className="text-ink-3 text-xs">
        Gains positive, costs negative; a cell left empty is worth what every other case is. It makes the metric business value, for the
        past, too.
      </p>
      <Table label="Worth of each case: labels in rows, predictions in columns" className="w-auto border-separate border-spacing-1 text-xs">
        <thead>
          <tr>
            <th scope="col" className="px-1 text-left font-normal text-ink-3">
              label ↓ predicted →
            </th>
            {classes.map((name) => (
              <th key={name} scope="col" title={name} className="max-w-32 truncate px-1 text-left font-medium text-ink-2">
                {nameText(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {classes.map((label, i) => (
            <tr key={label}>
              <th scope="row" title={label} className="max-w-32 truncate px-1 text-left font-medium text-ink-2">
                {nameText(label)}
              </th>
              {classes.map((prediction, j) => {
                const text = form.cells[i]?.[j] ?? "";
                const count = countOf(label, prediction);
                return (
                  <td key={prediction} className="min-w-28 p-0 align-top">
                    <Input
                      value={text}
                      onChange={(event) => setCell(i, j, event.target.value)}
                      inputMode="decimal"
                      autoComplete="off"
                      aria-label={`Worth of label ${label} predicted as ${prediction}`}
                      aria-invalid={isWrong(text) || undefined}
                      className={cn("tabular text-right", label === prediction && "bg-surface")}
                    />
                    <span className="tabular flex justify-between gap-2 px-1 pt-0.5 text-2xs text-ink-3">
                      <span>{positive === null ? "" : cellName(label, prediction, positive)}</span>
                      {count !== null && <span>× {formatCount(count)}</span>}
                    </span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </Table>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Every other case" hint="Of classes that are not in the table, too. Empty: 0.">
          {(ids) => (
            <Input
              {...ids}
              value={form.otherwise}
              onChange={(event) => onChange({ otherwise: event.target.value })}
              inputMode="decimal"
              autoComplete="off"
              aria-invalid={isWrong(form.otherwise) || undefined}
              className="tabular"
            />
          )}
        </Field>
        <Field label="Unit" hint="Written behind the figures, e.g. EUR.">
          {(ids) => (
            <Input
              {...ids}
              value={form.unit}
              onChange={(event) => onChange({ unit: event.target.value })}
              maxLength={20}
              autoComplete="off"
            />
          )}
        </Field>
      </div>
      <output className="block min-h-5 text-ink-2 text-xs">
        {wrong !== undefined ? (
          <span className="text-danger">"{wrong.trim()}" is no number. Write it like -50 or 2.5.</span>
        ) : (
          <Total form={form} classes={classes} answer={answer} />
        )}
      </output>
    </fieldset>
  );
}

function Total({ form, classes, answer }: Pick<ValueMatrixEditorProps, "form" | "classes" | "answer">) {
  const values = typedValues(form, classes);
  const confusion = answer?.curves?.confusion;
  if (values === null || values === "invalid") return "No values: there is no business value.";
  if (!answer || !confusion || confusion.n === 0) return "No labelled predictions yet to settle this with.";
  const { total, mean, n } = settle(values, confusion.names, confusion.counts);
  return (
    <>
      <strong className="tabular font-semibold text-ink">{withUnit(formatNumber(total, 4), values.unit)}</strong> in total,{" "}
      <span className="tabular">{withUnit(formatNumber(mean), values.unit)}</span> a prediction, over {formatCount(n)} labelled predictions
      of <TimeText value={answer.window.from} precision="day" /> to <TimeText value={answer.window.to} precision="day" />.
    </>
  );
}

const nameText = (name: string) => (name === "" ? '""' : name);

function cellName(label: string, prediction: string, positive: string): string {
  return `${label === prediction ? "T" : "F"}${prediction === positive ? "P" : "N"}`;
}
