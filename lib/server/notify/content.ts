import type { Alert } from "#core/contracts/channels.ts";
import { cut } from "./formats/format.ts";

export const NOTIFICATION_KINDS = ["firing", "resolved", "repeat", "acknowledged", "digest", "flapping", "test", "self"] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** What a message says, frozen when it is packed: every attempt says the same. */
export interface MessageContent {
  /** Of its alerts; `firing` when they differ and one fires. */
  kind: NotificationKind;
  status: "firing" | "resolved";
  /** `[FIRING:2] Age drifts churn (critical)` */
  title: string;
  /** Name of the channel. */
  receiver: string;
  groupKey: string;
  groupLabels: Record<string, string>;
  /** RFC 3339: when it was packed. */
  at: string;
  /** Address of Tidemark, '' when it does not know it. */
  externalURL: string;
  /** One for each alert: as it was told last. */
  alerts: ToldAlert[];
}

interface ToldAlert {
  kind: NotificationKind;
  alert: Alert;
  /** Of one that is acknowledged: that it fires has not been said before. */
  opens?: true;
}

const PREFIX: Partial<Record<NotificationKind, string>> = {
  repeat: "STILL FIRING",
  acknowledged: "ACKNOWLEDGED",
  digest: "DIGEST",
  flapping: "FLAPPING",
  test: "TEST",
  self: "TIDEMARK",
};

function titleOf(kind: NotificationKind, status: string, groupLabels: Record<string, string>, alerts: MessageContent["alerts"]): string {
  const counted = alerts.filter((one) => one.alert.status === status).length;
  const of = Object.entries(groupLabels).sort(([a], [b]) => Number(b === "alertname") - Number(a === "alertname") || a.localeCompare(b));
  const names =
    of.length > 0 ? of.map(([, value]) => value) : [...new Set(alerts.map((one) => one.alert.labels.alertname ?? ""))].slice(0, 3);
  const severity = alerts.some((one) => one.alert.labels.severity === "critical") ? "critical" : alerts[0]?.alert.labels.severity;
  const text = `[${PREFIX[kind] ?? status.toUpperCase()}:${counted}] ${names.filter(Boolean).join(" ")}${severity ? ` (${severity})` : ""}`;
  // Of one line: it becomes the subject of a mail.
  return cut(text.replace(/\s+/g, " "), 300);
}

/** The labels that a group's key was made of (lib/core/alarms/routing.ts: groupKeyOf). */
function groupLabelsOf(groupKey: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, name, value] of groupKey.matchAll(/([a-zA-Z_]\w*)=("(?:[^"\\]|\\.)*")/g)) labels[name!] = JSON.parse(value!) as string;
  return labels;
}

/** Puts what has to be told into one message. Of several tellings of one alert only the last counts. */
export function packContent(
  told: readonly { kind: NotificationKind; alert: Alert }[],
  where: { receiver: string; groupKey: string; at: Date; externalURL: string },
): MessageContent {
  const last = new Map<string, ToldAlert>();
  for (const { kind, alert } of told) {
    const before = last.get(alert.fingerprint);
    const opens = kind === "acknowledged" && before?.alert.status === "firing" && (before.kind !== "acknowledged" || before.opens);
    last.delete(alert.fingerprint);
    last.set(alert.fingerprint, opens ? { kind, alert, opens } : { kind, alert });
  }
  const alerts = [...last.values()];
  const status = alerts.some((one) => one.alert.status === "firing") ? "firing" : "resolved";
  const kinds = new Set(alerts.map((one) => one.kind));
  const kind = kinds.size === 1 ? alerts[0]!.kind : status;
  const groupLabels = groupLabelsOf(where.groupKey);
  const title = titleOf(kind, status, groupLabels, alerts);
  return { kind, status, title, ...where, at: where.at.toISOString(), groupLabels, alerts };
}
