import type { Alert } from "#core/contracts/channels.ts";
import type { MessageContent } from "../content.ts";
import { cut, fitInto, type HttpFormat, JSON_HEADERS, needed } from "./format.ts";
import { linksOf } from "./text.ts";

const LONGEST = 512_000;
const ENDPOINTS = { us: "https://events.pagerduty.com/v2/enqueue", eu: "https://events.eu.pagerduty.com/v2/enqueue" };

type Action = "trigger" | "acknowledge" | "resolve";

function event(action: Action, alert: Alert, content: MessageContent, key: string): string {
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

/** A test opens an incident and closes it again. What is not open cannot be acknowledged. */
function actionsOf({ kind, alert, opens }: MessageContent["alerts"][number]): Action[] {
  if (kind === "test") return ["trigger", "resolve"];
  if (kind === "acknowledged") return opens ? ["trigger", "acknowledge"] : ["acknowledge"];
  return [alert.status === "firing" ? "trigger" : "resolve"];
}

/** Events API v2: one event an alert, joined by the alert's fingerprint, so that a repeated one opens nothing new. */
export const pagerduty: HttpFormat<"pagerduty"> = {
  requests({ content, config, secret }) {
    const key = needed(secret, "routing_key", "integration key");
    return content.alerts.flatMap((told) =>
      actionsOf(told).map((action) => ({
        url: ENDPOINTS[config.region],
        headers: JSON_HEADERS,
        body: event(action, told.alert, content, key),
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
