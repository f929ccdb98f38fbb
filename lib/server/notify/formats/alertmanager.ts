import type { Alert } from "#core/contracts/channels.ts";
import type { NotificationKind } from "../content.ts";
import { type HttpFormat, JSON_HEADERS } from "./format.ts";

const MINUTE = 60_000;
/** Firing alerts are sent again every minute, so one that stops coming (Tidemark is gone) ends after four. */
const VALID_MS = 4 * MINUTE;
/** What nobody sends again. */
const ONCE_MS: Partial<Record<NotificationKind, number>> = { test: MINUTE, self: 60 * MINUTE };

const labelName = (name: string): string => name.replace(/[^a-zA-Z0-9_]/g, "_").replace(/^(?=\d)/, "_");

function push(kind: NotificationKind, alert: Alert, now: Date) {
  const startsAt = Math.min(Date.parse(alert.startsAt), now.getTime());
  const ended = alert.status === "resolved" ? Math.max(startsAt, Math.min(Date.parse(alert.endsAt), now.getTime())) : null;
  return {
    // Alertmanager knows no empty labels, and refuses all alerts of a request for one bad name.
    labels: Object.fromEntries(Object.entries(alert.labels).flatMap(([name, value]) => (value === "" ? [] : [[labelName(name), value]]))),
    annotations: {
      ...alert.annotations,
      incident: alert.incidentURL,
      ...Object.fromEntries(alert.links.map((link, i) => [`link_${i + 1}`, `${link.title}: ${link.url}`])),
    },
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(ended ?? now.getTime() + (ONCE_MS[kind] ?? VALID_MS)).toISOString(),
    generatorURL: alert.dashboardURL || alert.generatorURL,
  };
}

/** The v2 API of Alertmanager: to all of its addresses, for each of a cluster's members must know. */
export const alertmanager: HttpFormat<"alertmanager"> = {
  anyWillDo: true,
  requests({ content, config, secret, now }) {
    const headers: Record<string, string> = { ...JSON_HEADERS };
    if (secret.token) headers.Authorization = `Bearer ${secret.token}`;
    else if (config.user) headers.Authorization = `Basic ${Buffer.from(`${config.user}:${secret.password ?? ""}`).toString("base64")}`;
    const body = JSON.stringify(content.alerts.map(({ kind, alert }) => push(kind, alert, now)));
    return config.urls.map((url) => ({
      url: `${url.replace(/\/+$/, "").replace(/\/api\/v2(\/alerts)?$/, "")}/api/v2/alerts`,
      headers,
      body,
    }));
  },
};
