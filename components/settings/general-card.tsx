"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect } from "react";
import { Controller, useForm } from "react-hook-form";
import { toast } from "sonner";
import { z } from "zod";
import { usePatchModel } from "#client/api/models.ts";
import { useUnsavedGuard } from "#client/unsaved.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Input, Textarea } from "../ui/input.tsx";
import { Field } from "../ui/label.tsx";
import { Select } from "../ui/select.tsx";

const TASKS = ["tabular", "vision", "text", "speech", "search"] as const;

const formSchema = z.object({
  title: z.string().trim().min(1, "Give it a title.").max(200, "At most 200 characters."),
  description: z.string().max(5000, "At most 5,000 characters."),
  note: z.string().max(1000, "At most 1,000 characters."),
  task: z.enum(TASKS),
  retention: z
    .string()
    .trim()
    .refine(
      (text) => text === "" || (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 36500),
      "A whole number of days from 1 to 36,500, or nothing.",
    ),
});
type FormValues = z.infer<typeof formSchema>;

function valuesOf(model: ModelDetail): FormValues {
  return {
    title: model.title,
    description: model.description,
    note: model.note,
    task: TASKS.find((task) => task === model.task) ?? "tabular",
    retention: model.retention_days === null ? "" : String(model.retention_days),
  };
}

export function GeneralCard({ model }: { model: ModelDetail }) {
  const patch = usePatchModel(model.name);
  const form = useForm<FormValues>({ resolver: zodResolver(formSchema), defaultValues: valuesOf(model) });
  const { errors, isDirty } = form.formState;
  useUnsavedGuard(isDirty);

  // What another person changed meanwhile comes in, but never over what is being typed here.
  useEffect(() => {
    if (!form.formState.isDirty) form.reset(valuesOf(model));
  }, [model, form]);

  function submit({ retention, ...values }: FormValues) {
    patch.mutate(
      { ...values, retention_days: retention === "" ? null : Number(retention) },
      {
        onSuccess: (saved) => {
          form.reset(valuesOf(saved));
          toast.success("Saved");
        },
        onError: (error) => toast.error("The settings were not saved", { description: error.message }),
      },
    );
  }

  return (
    <Card title="General">
      <form onSubmit={form.handleSubmit(submit)} className="flex flex-col gap-4" noValidate>
        <Field label="Title" error={errors.title?.message}>
          {(ids) => <Input {...ids} {...form.register("title")} autoComplete="off" />}
        </Field>
        <Field label="Description" error={errors.description?.message}>
          {(ids) => <Textarea {...ids} {...form.register("description")} rows={3} />}
        </Field>
        <Field
          label="Note"
          hint="Shown on every page of the model, e.g. that something about its data must be known."
          error={errors.note?.message}
        >
          {(ids) => <Textarea {...ids} {...form.register("note")} rows={2} />}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Task">
            {(ids) => (
              <Controller
                control={form.control}
                name="task"
                render={({ field }) => (
                  <Select
                    {...ids}
                    value={field.value}
                    onValueChange={field.onChange}
                    options={TASKS.map((task) => ({ value: task, label: task }))}
                    className="w-full"
                  />
                )}
              />
            )}
          </Field>
          <Field label="Records are kept, in days" hint="Empty: for ever. Profiles are kept longer." error={errors.retention?.message}>
            {(ids) => (
              <Input
                {...ids}
                {...form.register("retention")}
                inputMode="numeric"
                placeholder="for ever"
                className="tabular"
                autoComplete="off"
              />
            )}
          </Field>
        </div>
        <div className="flex justify-end gap-2">
          {isDirty && <Button onClick={() => form.reset(valuesOf(model))}>Undo</Button>}
          <Button type="submit" variant="primary" busy={patch.isPending} disabled={!isDirty}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  );
}
