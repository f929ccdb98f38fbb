import { createHmac } from "node:crypto";
import type { Alert } from "#core/contracts/channels.ts";
import type { MessageContent } from "../content.ts";
import { cut, fitInto, type HttpFormat, JSON_HEADERS } from "./format.ts";

/** Standard Webhooks asks for small bodies; Alertmanager's receivers take what Alertmanager sends. */
const LONGEST_STANDARD = 20_000;
const LONGEST_ALERTMANAGER = 512_000;
/** Receivers must be able to keep it: 24 to 64 random bytes. */
const SECRET = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/;

/** Whether these are secrets of Standard Webhooks, one or more with spaces between: the new one and those that are being retired. */
export function areSigningSecrets(text: string): boolean {
  const secrets = text.trim().split(/\s+/);
  return secrets.length <= 5 && secrets.every((secret) => SECRET.test(secret) && sizeOf(secret) >= 24 && sizeOf(secret) <= 64);
}
const keyBytes = (secret: string): Buffer => Buffer.from(secret.slice("whsec_".length), "base64");
const sizeOf = (secret: string): number => keyBytes(secret).length;

/** The headers of Standard Webhooks 1.0.0: id, time of this attempt, and a signature by each secret. */
export function signatureHeaders(id: string, now: Date, body: string, secrets: string): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signed = `${id}.${timestamp}.${body}`;
  const signatures = secrets
    .trim()
    .split(/\s+/)
    .map((secret) => `v1,${createHmac("sha256", keyBytes(secret)).update(signed).digest("base64")}`);
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}

/** What all of them have in common. */
function common(all: readonly Record<string, string>[]): Record<string, string> {
  const [first, ...others] = all;
  return Object.fromEntries(Object.entries(first ?? {}).filter(([name, value]) => others.every((one) => one[name] === value)));
}

const cutTexts = (alert: Alert): Alert => ({
  ...alert,
  annotations: { summary: cut(alert.annotations.summary, 500), description: cut(alert.annotations.description, 1_500) },
});
/** One enormous alert is cut rather than left out. */
const shortened = (alert: Alert): Alert => ({
  ...cutTexts(alert),
  labels: Object.fromEntries(
    Object.entries(alert.labels)
      .slice(0, 50)
      .map(([name, value]) => [name, cut(value, 60)]),
  ),
  links: alert.links.slice(0, 3),
});

/** Alertmanager's fields and no others. */
const version4 = ({ status, labels, annotations, startsAt, endsAt, generatorURL, fingerprint }: Alert) => ({
  status,
  labels,
  annotations,
  startsAt,
  endsAt,
  generatorURL,
  fingerprint,
});

function envelope(content: MessageContent, all: readonly Alert[], alerts: readonly object[], truncated: number) {
  return {
    receiver: content.receiver,
    status: content.status,
    alerts,
    groupLabels: content.groupLabels,
    commonLabels: common(all.map((alert) => alert.labels)),
    commonAnnotations: common(all.map((alert) => cutTexts(alert).annotations)),
    externalURL: content.externalURL,
    version: "4",
    groupKey: content.groupKey,
    truncatedAlerts: truncated,
  };
}

const longest = (alerts: readonly Alert[], limit: number): Alert[] =>
  alerts.map((alert) => (JSON.stringify(alert).length > limit / 2 ? shortened(alert) : alert));

/** The body of Standard Webhooks; its data are Alertmanager's and more. */
function standardBody(content: MessageContent): string {
  const alerts = longest(
    content.alerts.map((one) => one.alert),
    LONGEST_STANDARD,
  );
  return fitInto(alerts, LONGEST_STANDARD, (some, left) =>
    JSON.stringify({
      type: `alarm.${content.kind}`,
      timestamp: content.at,
      data: { ...envelope(content, alerts, some, left), title: content.title },
    }),
  );
}

function alertmanagerBody(content: MessageContent): string {
  const alerts = content.alerts.map((one) => one.alert);
  return fitInto(alerts, LONGEST_ALERTMANAGER, (some, left) => JSON.stringify(envelope(content, alerts, some.map(version4), left)));
}

export const webhook: HttpFormat<"webhook"> = {
  requests({ id, content, config, secret, now }) {
    const body = config.body === "alertmanager" ? alertmanagerBody(content) : standardBody(content);
    const signed = secret.signing_secret ? signatureHeaders(id, now, body, secret.signing_secret) : { "webhook-id": id };
    return [{ url: config.url, headers: { ...JSON_HEADERS, ...signed }, body }];
  },
};
