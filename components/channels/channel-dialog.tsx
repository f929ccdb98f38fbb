"use client";

import { useEffect, useId, useRef, useState } from "react";
import { toast } from "sonner";
import { useChangeChannel, useCreateChannel } from "#client/api/channels.ts";
import { ApiError } from "#client/api/error.ts";
import { useUnsavedGuard } from "#client/unsaved.ts";
import type { Channel, ChannelKind } from "#core/contracts/channels.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Dialog, DialogClose, DialogContent } from "../ui/dialog.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Input } from "../ui/input.tsx";
import { Field } from "../ui/label.tsx";
import { Select } from "../ui/select.tsx";
import { ChannelFields } from "./channel-fields.tsx";
import { CHANNEL_WORDS, type ChannelForm, configOf, emptyForm, formOf, problemsOf, refusedFields, secretOf } from "./channel-form.ts";
import { CHANNEL_KIND_NAMES } from "./kinds.ts";

const KINDS = CHANNEL_KIND_NAMES.map((kind) => ({ value: kind, label: CHANNEL_WORDS[kind].title }));

interface ChannelDialogProps {
  /** Null: a new one. */
  channel: Channel | null;
  onClose: () => void;
}

const startOf = (channel: Channel | null, kind: ChannelKind) => (channel ? formOf(channel) : emptyForm(kind));

const WITHOUT_SECRET = {
  title: "Close without the secret?",
  description: "It is not shown again. Without it the receiver cannot check where messages come from, and a new one has to be set.",
  action: "Close",
  keep: "Back to it",
};

/** Makes a channel, or changes one; a signing secret that Tidemark made is shown at the end, once. */
export function ChannelDialog({ channel, onClose }: ChannelDialogProps) {
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null);
  const [form, setForm] = useState<ChannelForm>(() => startOf(channel, "webhook"));
  const isTyped = JSON.stringify(form) !== JSON.stringify(startOf(channel, form.kind));
  const guard = useUnsavedGuard(made !== null || isTyped);
  return (
    <Dialog open onOpenChange={(open) => !open && guard(onClose, made ? WITHOUT_SECRET : undefined)}>
      {made ? (
        <MadeSecret {...made} onDone={onClose} />
      ) : (
        <FormContent
          channel={channel}
          form={form}
          setForm={setForm}
          onSaved={(name, secret) => {
            toast.success(`Saved: ${name}`);
            if (secret) setMade({ name, secret });
            else onClose();
          }}
        />
      )}
    </Dialog>
  );
}

interface FormContentProps {
  channel: Channel | null;
  form: ChannelForm;
  setForm: (change: (before: ChannelForm) => ChannelForm) => void;
  onSaved: (name: string, secret: string | null) => void;
}

function FormContent({ channel, form, setForm, onSaved }: FormContentProps) {
  const id = useId();
  const create = useCreateChannel();
  const change = useChangeChannel(channel?.id ?? 0);
  const [tries, setTries] = useState(0);
  const ref = useRef<HTMLFormElement>(null);
  const stored = channel?.secrets ?? [];
  const problems = problemsOf(
    form,
    stored.map(({ name }) => name),
  );
  const error = create.error ?? change.error;
  const refused = refusedFields(form.kind, error instanceof ApiError ? error.errors : []);
  const shown = tries > 0 ? { ...refused.fields, ...problems } : {};
  // Each try that fails leads to the first field that has to be changed, which is read out with what is wrong with it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a try and its answer are what it follows
  useEffect(() => ref.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(), [tries, error]);
  function edit(next: (before: ChannelForm) => ChannelForm) {
    // What was refused was of what was sent.
    create.reset();
    change.reset();
    setForm(next);
  }
  const onChange = (part: Partial<ChannelForm>) => edit((before) => ({ ...before, ...part }));
  const chooseKind = (kind: ChannelKind) => edit((before) => ({ ...emptyForm(kind), name: before.name }));

  function save() {
    setTries((before) => before + 1);
    if (Object.keys(problems).length > 0) return;
    const body = { name: form.name.trim(), config: configOf(form), secret: secretOf(form) };
    if (channel) change.mutate(body, { onSuccess: ({ name }) => onSaved(name, null) });
    else create.mutate(body, { onSuccess: ({ name, signing_secret }) => onSaved(name, signing_secret) });
  }

  return (
    <DialogContent
      title={channel ? `Change ${channel.name}` : "New channel"}
      description={CHANNEL_WORDS[form.kind].hint}
      className="max-w-lg"
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form={id} variant="primary" busy={create.isPending || change.isPending}>
            {channel ? "Save channel" : "Make channel"}
          </Button>
        </>
      }
    >
      <form
        ref={ref}
        id={id}
        noValidate
        autoComplete="off"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Kind">
            {(ids) => (
              <Select
                {...ids}
                value={form.kind}
                options={KINDS}
                onValueChange={chooseKind}
                disabled={channel !== null}
                className="w-full"
              />
            )}
          </Field>
          <Field label="Name" error={shown.name}>
            {(ids) => (
              <Input
                {...ids}
                value={form.name}
                maxLength={100}
                autoComplete="off"
                onChange={(event) => onChange({ name: event.target.value })}
              />
            )}
          </Field>
        </div>
        <ChannelFields form={form} onChange={onChange} problems={shown} stored={stored} />
        {error && !refused.isAll && (
          <ErrorState
            title={error instanceof ApiError && error.status === 409 ? "The name is taken, or routes need it" : "The channel was not saved"}
            error={error}
          />
        )}
      </form>
    </DialogContent>
  );
}

/** The one moment in which the secret can be seen. */
function MadeSecret({ name, secret, onDone }: { name: string; secret: string; onDone: () => void }) {
  return (
    <DialogContent
      title="Copy the signing secret now"
      description="It is not shown again. The receiver needs it to check that messages come from this Tidemark."
      className="max-w-lg"
      footer={
        <Button variant="primary" onClick={onDone}>
          I have it
        </Button>
      }
    >
      <section
        aria-label={`Signing secret of ${name}`}
        className="flex items-center gap-2 rounded-md border border-line-strong bg-bg py-1 pr-1 pl-3"
      >
        <code className="min-w-0 flex-1 break-all font-mono text-ink text-xs">{secret}</code>
        <CopyButton value={secret} label="Copy the signing secret" size="sm" variant="secondary">
          Copy
        </CopyButton>
      </section>
    </DialogContent>
  );
}
