"use client";

import type { ReactNode } from "react";
import type { Channel, ChannelSecret } from "#core/contracts/channels.ts";
import { Input, Textarea } from "../ui/input.tsx";
import { Field } from "../ui/label.tsx";
import { Select } from "../ui/select.tsx";
import type { ChannelForm, FieldName } from "./channel-form.ts";

interface ChannelFieldsProps {
  form: ChannelForm;
  onChange: (change: Partial<ChannelForm>) => void;
  problems: Partial<Record<FieldName, string>>;
  /** Secrets that are stored. */
  stored: Channel["secrets"];
}

const BODIES = [
  { value: "standard", label: "Standard Webhooks, signed" },
  { value: "alertmanager", label: "Alertmanager's webhook, version 4" },
] as const;
const REGIONS = [
  { value: "us", label: "US" },
  { value: "eu", label: "EU" },
] as const;
const SECURITIES = [
  { value: "starttls", label: "STARTTLS, demanded" },
  { value: "tls", label: "TLS from the first byte" },
  { value: "none", label: "None: a server of your own" },
] as const;

/** Exactly the fields that a kind of channel needs. */
export function ChannelFields(props: ChannelFieldsProps) {
  const { form, onChange, problems } = props;
  switch (form.kind) {
    case "webhook":
      return (
        <>
          <Text
            label="Address"
            value={form.url}
            onChange={(url) => onChange({ url })}
            error={problems.url}
            placeholder="https://example.org/hooks/tidemark"
          />
          <Field label="Body" hint="What is sent: the first holds everything of the second, and more.">
            {(ids) => (
              <Select {...ids} value={form.body} options={BODIES} onValueChange={(body) => onChange({ body })} className="w-full" />
            )}
          </Field>
          <Secret
            {...props}
            name="signing_secret"
            label="Signing secret"
            hint="Left empty, Tidemark makes one and shows it once."
            placeholder="whsec_…"
          />
        </>
      );
    case "slack":
      return (
        <>
          <Secret
            {...props}
            name="url"
            label="Webhook address"
            placeholder="https://hooks.slack.com/services/…"
            hint="From Slack: Apps, Incoming Webhooks."
          />
          <Text
            label="Mention"
            value={form.mention}
            onChange={(mention) => onChange({ mention })}
            placeholder="<!here>"
            hint="Put before critical messages. May be empty."
          />
        </>
      );
    case "teams":
      return (
        <Secret
          {...props}
          name="url"
          label="Workflow address"
          placeholder="https://….logic.azure.com/workflows/…"
          hint={'From Teams: Workflows, "Post to a channel when a webhook request is received".'}
        />
      );
    case "pagerduty":
      return (
        <>
          <Secret {...props} name="routing_key" label="Integration key" hint="Of the service: Integrations, Events API v2." />
          <Field label="Region">
            {(ids) => (
              <Select {...ids} value={form.region} options={REGIONS} onValueChange={(region) => onChange({ region })} className="w-32" />
            )}
          </Field>
        </>
      );
    case "email":
      return <EmailFields {...props} />;
    case "alertmanager":
      return (
        <>
          <Lines
            label="Addresses"
            value={form.urls}
            onChange={(urls) => onChange({ urls })}
            error={problems.urls}
            placeholder="http://alertmanager:9093"
            hint="One a line; of a cluster, all of its members."
          />
          <Text label="User" value={form.user} onChange={(user) => onChange({ user })} hint="For basic authentication. May be empty." />
          <Secret {...props} name="password" label="Password" optional />
          <Secret {...props} name="token" label="Bearer token" hint="Instead of user and password." optional />
        </>
      );
  }
}

function EmailFields(props: ChannelFieldsProps) {
  const { form, onChange, problems } = props;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_6rem]">
        <Text
          label="SMTP server"
          value={form.host}
          onChange={(host) => onChange({ host })}
          error={problems.host}
          placeholder="smtp.example.org"
        />
        <Text label="Port" value={form.port} onChange={(port) => onChange({ port })} error={problems.port} inputMode="numeric" />
      </div>
      <Field label="Encryption">
        {(ids) => (
          <Select
            {...ids}
            value={form.security}
            options={SECURITIES}
            onValueChange={(security) => onChange({ security })}
            className="w-full"
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Text label="User" value={form.user} onChange={(user) => onChange({ user })} hint="May be empty." />
        <Secret {...props} name="password" label="Password" optional />
      </div>
      <Text
        label="From"
        value={form.from}
        onChange={(from) => onChange({ from })}
        error={problems.from}
        placeholder="Tidemark <tidemark@example.org>"
      />
      <Lines
        label="To"
        value={form.to}
        onChange={(to) => onChange({ to })}
        error={problems.to}
        placeholder="oncall@example.org"
        hint="One a line."
      />
    </>
  );
}

interface TextProps {
  label: ReactNode;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  hint?: ReactNode;
  placeholder?: string;
  inputMode?: "numeric";
}

function Text({ label, value, onChange, error, hint, ...rest }: TextProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <Input {...ids} {...rest} value={value} maxLength={2000} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

function Lines({ label, value, onChange, error, hint, placeholder }: TextProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <Textarea
          {...ids}
          value={value}
          placeholder={placeholder}
          rows={2}
          className="min-h-14"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface SecretProps extends ChannelFieldsProps {
  name: keyof ChannelSecret;
  label: string;
  hint?: string;
  placeholder?: string;
  optional?: boolean;
}

/** Written, never read back: an empty field keeps what is stored. */
function Secret({ form, onChange, problems, stored, name, label, hint, placeholder, optional }: SecretProps) {
  const has = stored.find((secret) => secret.name === name);
  const kept = has ? `Stored${has.hint ? `, ends in ${has.hint}` : ""}. Leave empty to keep.` : hint;
  return (
    <Field label={label} hint={kept ?? (optional ? "May be empty." : undefined)} error={problems[`secret.${name}`]}>
      {(ids) => (
        <Input
          {...ids}
          type="password"
          autoComplete="new-password"
          value={form.secret[name] ?? ""}
          placeholder={has ? "••••••••" : placeholder}
          onChange={(event) => onChange({ secret: { ...form.secret, [name]: event.target.value } })}
          className="font-mono"
        />
      )}
    </Field>
  );
}
