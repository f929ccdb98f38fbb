"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useId } from "react";
import { Controller, type UseFormReturn, useForm } from "react-hook-form";
import { toast } from "sonner";
import { type CreatedKey, type CreateKey, useCreateKey } from "#client/api/manage.ts";
import { useUnsavedGuard } from "#client/unsaved.ts";
import { createKeySchema, SCOPES } from "#core/contracts/manage.ts";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dialog, DialogClose, DialogContent } from "../ui/dialog.tsx";
import { Input } from "../ui/input.tsx";
import { Field, Label } from "../ui/label.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { SCOPE_WORDS } from "./scope-words.ts";

interface CreateKeyDialogProps {
  onClose: () => void;
  onCreated: (key: CreatedKey) => void;
}

export function CreateKeyDialog({ onClose, onCreated }: CreateKeyDialogProps) {
  const formId = useId();
  const create = useCreateKey();
  const form = useForm<CreateKey>({
    resolver: zodResolver(createKeySchema),
    defaultValues: { name: "", scopes: ["ingest", "models:write"], kind: "header" },
  });
  const guard = useUnsavedGuard(form.formState.isDirty && !create.isPending);

  function submit(values: CreateKey) {
    create.mutate(values, {
      onSuccess: (key) => {
        onCreated(key);
        onClose();
      },
      onError: (error) => toast.error("The key was not created", { description: error.message }),
    });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && guard(onClose)}>
      <DialogContent
        title="Create a key"
        description="It is shown once, when it is made."
        footer={
          <>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" form={formId} variant="primary" busy={create.isPending}>
              Create key
            </Button>
          </>
        }
      >
        <KeyForm id={formId} form={form} onSubmit={submit} />
      </DialogContent>
    </Dialog>
  );
}

interface KeyFormProps {
  id: string;
  form: UseFormReturn<CreateKey>;
  onSubmit: (values: CreateKey) => void;
}

function KeyForm({ id, form, onSubmit }: KeyFormProps) {
  const { errors } = form.formState;
  const kind = form.watch("kind");
  return (
    <form id={id} onSubmit={form.handleSubmit(onSubmit)} className="flex flex-col gap-4" noValidate>
      <Field
        label="Name"
        error={errors.name && "Give it a name of 1 to 100 characters."}
        hint="What sends with it, e.g. “vector on prod-3”."
      >
        {(ids) => <Input {...ids} {...form.register("name")} autoComplete="off" autoFocus />}
      </Field>
      <div className="flex flex-col gap-1.5">
        <span className="font-medium text-xs">Where the shipper puts it</span>
        <Controller
          control={form.control}
          name="kind"
          render={({ field }) => (
            <Segmented
              label="Where the shipper puts it"
              value={field.value ?? "header"}
              onValueChange={(next) => {
                field.onChange(next);
                // A key in an address is seen by proxies and logs on the way: it may only send.
                form.setValue("scopes", next === "url" ? ["ingest"] : ["ingest", "models:write"]);
              }}
              options={[
                { value: "header", label: "In a header" },
                { value: "url", label: "In the address" },
              ]}
              className="self-start"
            />
          )}
        />
        <p className="text-ink-3 text-xs">
          {kind === "url"
            ? "For loggers that only take a URL. It may only send records of models that exist."
            : "Authorization: Bearer, Basic or X-API-Key."}
        </p>
      </div>
      {kind !== "url" && <ScopesField form={form} error={errors.scopes && "Choose at least one."} />}
    </form>
  );
}

function ScopesField({ form, error }: { form: UseFormReturn<CreateKey>; error: string | undefined }) {
  const id = useId();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-xs">Scopes</legend>
      <Controller
        control={form.control}
        name="scopes"
        render={({ field }) => (
          <>
            {SCOPES.map((scope) => (
              <div key={scope} className="flex items-center gap-2">
                <Checkbox
                  id={`${id}-${scope}`}
                  checked={field.value.includes(scope)}
                  onCheckedChange={(checked) =>
                    field.onChange(checked ? [...field.value, scope] : field.value.filter((other) => other !== scope))
                  }
                />
                <Label htmlFor={`${id}-${scope}`} className="font-normal">
                  <code className="font-mono text-ink">{SCOPE_WORDS[scope].label}</code>
                  <span className="ml-2 text-ink-3">{SCOPE_WORDS[scope].hint}</span>
                </Label>
              </div>
            ))}
          </>
        )}
      />
      {error && <p className="text-danger text-xs">{error}</p>}
    </fieldset>
  );
}
