import type { Channel, ChannelConfig, ChannelKind, ChannelSecret } from "#core/contracts/channels.ts";

/** What the form of a channel holds, all as it is typed. */
export interface ChannelForm {
  kind: ChannelKind;
  name: string;
  url: string;
  body: "standard" | "alertmanager";
  mention: string;
  region: "us" | "eu";
  host: string;
  port: string;
  security: "tls" | "starttls" | "none";
  user: string;
  from: string;
  /** One address a line, or with commas between them. */
  to: string;
  urls: string;
  secret: Partial<Record<keyof ChannelSecret, string>>;
}

export const CHANNEL_WORDS: Record<ChannelKind, { title: string; hint: string }> = {
  webhook: { title: "Webhook", hint: "Posts JSON to an address of yours, signed as Standard Webhooks say." },
  slack: { title: "Slack", hint: "Posts to a channel through an incoming webhook." },
  teams: { title: "Teams", hint: "Posts a card through a workflow of Microsoft Teams." },
  pagerduty: { title: "PagerDuty", hint: "Opens and resolves incidents through Events API v2." },
  email: { title: "E-mail", hint: "Sends mails through your SMTP server." },
  alertmanager: { title: "Alertmanager", hint: "Pushes alerts to its API v2; it routes and groups them." },
};

const EMPTY: Omit<ChannelForm, "kind" | "name" | "secret"> = {
  url: "",
  body: "standard",
  mention: "",
  region: "us",
  host: "",
  port: "587",
  security: "starttls",
  user: "",
  from: "",
  to: "",
  urls: "",
};

export function emptyForm(kind: ChannelKind): ChannelForm {
  return { ...EMPTY, kind, name: "", secret: {} };
}

/** A channel as its form begins: secrets are never read back, so they are empty. */
export function formOf({ name, config }: Pick<Channel, "name" | "config">): ChannelForm {
  const form = { ...emptyForm(config.kind), name };
  switch (config.kind) {
    case "webhook":
      return { ...form, url: config.url, body: config.body };
    case "slack":
      return { ...form, mention: config.mention };
    case "teams":
      return form;
    case "pagerduty":
      return { ...form, region: config.region };
    case "email": {
      const { host, port, security, user, from, to } = config;
      return { ...form, host, port: String(port), security, user, from, to: to.join("\n") };
    }
    case "alertmanager":
      return { ...form, urls: config.urls.join("\n"), user: config.user };
  }
}

/** Several in one field: lines, commas or semicolons between them. */
export function listOf(text: string): string[] {
  return text
    .split(/[\n,;]+/)
    .map((one) => one.trim())
    .filter(Boolean);
}

/** The form as the API takes it. */
export function configOf(form: ChannelForm): ChannelConfig {
  switch (form.kind) {
    case "webhook":
      return { kind: "webhook", url: form.url.trim(), body: form.body };
    case "slack":
      return { kind: "slack", mention: form.mention.trim() };
    case "teams":
      return { kind: "teams" };
    case "pagerduty":
      return { kind: "pagerduty", region: form.region };
    case "email":
      return {
        kind: "email",
        host: form.host.trim(),
        port: Number(form.port),
        security: form.security,
        user: form.user.trim(),
        from: form.from.trim(),
        to: listOf(form.to),
      };
    case "alertmanager":
      return { kind: "alertmanager", urls: listOf(form.urls), user: form.user.trim() };
  }
}

/** What was typed as secrets: what is left empty is kept. */
export function secretOf({ secret }: ChannelForm): ChannelSecret {
  return Object.fromEntries(Object.entries(secret).filter(([, value]) => value !== undefined && value.trim() !== ""));
}

export type FieldName = "name" | "url" | "host" | "port" | "from" | "to" | "urls" | `secret.${keyof ChannelSecret}`;

const isHttp = (text: string) => /^https?:\/\/[^\s/]+/.test(text.trim());
const isMail = (text: string) => /^[^\s@<>]+@[^\s@<>]+$/.test(text);

/** What is missing or wrong, by field. `has`: secrets that are stored already. */
export function problemsOf(form: ChannelForm, has: readonly string[]): Partial<Record<FieldName, string>> {
  const found: Partial<Record<FieldName, string>> = {};
  if (form.name.trim() === "") found.name = "Give it a name: routes name it.";
  const needs = (name: keyof ChannelSecret, sentence: string) => {
    if (!form.secret[name]?.trim() && !has.includes(name)) found[`secret.${name}`] = sentence;
  };
  switch (form.kind) {
    case "webhook":
      if (!isHttp(form.url)) found.url = "An address that begins with https:// or http://.";
      break;
    case "slack":
    case "teams":
      needs("url", "Its address is needed, and is a secret: whoever has it can post.");
      break;
    case "pagerduty":
      needs("routing_key", "The integration key of the service is needed.");
      break;
    case "email": {
      const to = listOf(form.to);
      if (form.host.trim() === "") found.host = "The name of the SMTP server.";
      if (!/^\d{1,5}$/.test(form.port) || Number(form.port) < 1 || Number(form.port) > 65_535) found.port = "1 to 65535.";
      if (!isMail(form.from.replace(/^[^<]*<|>$/g, "").trim())) found.from = "A mail address, such as Tidemark <tidemark@example.org>.";
      const wrong = to.find((one) => !isMail(one));
      if (to.length === 0) found.to = "At least one address.";
      else if (wrong !== undefined) found.to = `${wrong} is not a mail address.`;
      break;
    }
    case "alertmanager": {
      const urls = listOf(form.urls);
      if (urls.length === 0 || !urls.every(isHttp)) found.urls = "Addresses that begin with https:// or http://, one a line.";
      else if (urls.length > 5) found.urls = "At most five.";
      break;
    }
  }
  return found;
}

const FIELDS_OF_KIND: Record<ChannelKind, readonly FieldName[]> = {
  webhook: ["url", "secret.signing_secret"],
  slack: ["secret.url"],
  teams: ["secret.url"],
  pagerduty: ["secret.routing_key"],
  email: ["host", "port", "from", "to", "secret.password"],
  alertmanager: ["urls", "secret.password", "secret.token"],
};

/** What the API refused, by field, and whether the form has a field for all of it: else it is to be told as a whole. */
export function refusedFields(
  kind: ChannelKind,
  errors: readonly { pointer: string; detail: string }[],
): { fields: Partial<Record<FieldName, string>>; isAll: boolean } {
  const fields: Partial<Record<FieldName, string>> = {};
  let isAll = errors.length > 0;
  for (const { pointer, detail } of errors) {
    // `/secret/password`, `/config/urls/1`, `/name`
    const [, part, name] = pointer.split("/");
    const asked = part === "secret" ? `secret.${name}` : part === "config" ? name : part;
    const field = (["name", ...FIELDS_OF_KIND[kind]] as const).find((one) => one === asked);
    if (field) fields[field] ??= detail;
    else isAll = false;
  }
  return { fields, isAll };
}

/** Where it goes, in one line; of Slack and Teams only that, as the address is a secret. */
export function targetOf(config: ChannelConfig): string {
  switch (config.kind) {
    case "webhook":
      return config.url;
    case "slack":
      return config.mention ? `Slack, mentions ${config.mention}` : "Slack";
    case "teams":
      return "Microsoft Teams";
    case "pagerduty":
      return `PagerDuty, ${config.region.toUpperCase()}`;
    case "email":
      return `${config.to.join(", ")} through ${config.host}:${config.port}`;
    case "alertmanager":
      return config.urls.join(", ");
  }
}
