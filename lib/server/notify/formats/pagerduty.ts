import type { Alert } from "#core/contracts/channels.ts";
import type { MessageContent, NotificationKind } from "../content.ts";
import { cut, fitInto, type HttpFormat, JSON_HEADERS, needed } from "./format.ts";
import { linksOf } from "./text.ts";

const LONGEST = 512_000;
const ENDPOINTS = { us: "https://events.pagerduty.com/v2/enqueue", eu: "https://events.eu.pagerduty.com/v2/enqueue" };

function event(action: "trigger" | "resolve", alert: Alert, content: MessageContent, key: string): string {
  const { labels, annotations } = alert;
  const severity = content.kind === "test" ? "info" : labels.severity === "critical" ? "critical" : "warning";
  // Labels may be many and long, all the rest is short.
  return fitInto(Object.entries(labels), LONGEST, (some, left) =>
    JSON.stringify({
      routing_key: key,
      event_action: action,
      dedup_key: cut(alert.fingerprint, 255),
      client: "Tidemark",
      client_url: alert.incidentURL || content.externalURL,
      links: linksOf(alert).map(({ title, url }) => ({ href: url, text: title })),
      payload: {
        summary: cut(annotations.summary, 1_024),
        source: labels.model || "tidemark",
        severity,
        timestamp: alert.startsAt,
        component: labels.column,
        group: content.groupKey,
        class: labels.alertname,
        custom_details: {
          description: cut(annotations.description, 20_000),
          labels: Object.fromEntries(some),
          values: alert.values,
          threshold: alert.threshold,
          records: alert.n,
          window: alert.window,
          ...(left > 0 && { truncated: `${left} labels left out` }),
        },
      },
    }),
  );
}

/** A test opens an incident and closes it again. */
function actionsOf(kind: NotificationKind, alert: Alert): ("trigger" | "resolve")[] {
  if (kind === "test") return ["trigger", "resolve"];
  return [alert.status === "firing" ? "trigger" : "resolve"];
}

/** Events API v2: one event an alert, joined by the alert's fingerprint, so that a repeated one opens nothing new. */
export const pagerduty: HttpFormat<"pagerduty"> = {
  requests({ content, config, secret }) {
    const key = needed(secret, "routing_key", "integration key");
    return content.alerts.flatMap(({ kind, alert }) =>
      actionsOf(kind, alert).map((action) => ({
        url: ENDPOINTS[config.region],
        headers: JSON_HEADERS,
        body: event(action, alert, content, key),
      })),
    );
  },
  complaint({ body }) {
    try {
      return (JSON.parse(body) as { status?: string }).status === "success" ? null : `PagerDuty answered: ${body}`;
    } catch {
      return `PagerDuty answered something that is not JSON: ${body}`;
    }
  },
};
