import type { Alert } from "#core/contracts/channels.ts";
import { cut, fitInto, type HttpFormat, JSON_HEADERS, needed } from "./format.ts";
import { factsOf, isWebAddress, linksOf } from "./text.ts";

const MOST_ALERTS = 20;
/** Slack cuts or refuses what is longer. */
const LONGEST = 40_000;
const COLOURS = { critical: "#d7263d", warning: "#f2a541", resolved: "#2e9e5b" };

/** Slack's own three signs; everything else is text. */
const escapeSlack = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
/** A link; signs that would end it early are percent-encoded. */
const link = (url: string, text: string): string =>
  `<${escapeSlack(url.replace(/\|/g, "%7C").replace(/>/g, "%3E"))}|${escapeSlack(text).replace(/\|/g, "¦")}>`;

const colourOf = (alert: Alert): string =>
  alert.status === "resolved" ? COLOURS.resolved : alert.labels.severity === "critical" ? COLOURS.critical : COLOURS.warning;

function attachment(alert: Alert) {
  const links = linksOf(alert).map(({ title, url }) => link(url, title));
  return {
    color: colourOf(alert),
    title: escapeSlack(cut(alert.annotations.summary, 300)),
    ...(isWebAddress(alert.incidentURL) && { title_link: alert.incidentURL }),
    text: [escapeSlack(cut(alert.annotations.description, 2_000)), links.join(" · ")].filter(Boolean).join("\n"),
    fields: factsOf(alert).map(([title, value]) => ({
      title: escapeSlack(title),
      value: escapeSlack(cut(value, 300)),
      short: value.length < 40,
    })),
    fallback: escapeSlack(cut(alert.annotations.summary, 300)),
    mrkdwn_in: ["text"],
  };
}

/** Incoming webhooks of Slack, and of Mattermost, which takes the same. */
export const slack: HttpFormat<"slack"> = {
  requests({ content, config, secret }) {
    const alerts = content.alerts.map((one) => one.alert);
    const body = fitInto(alerts.slice(0, MOST_ALERTS), LONGEST, (some) => {
      const left = alerts.length - some.length;
      const text = [config.mention, escapeSlack(content.title), left > 0 ? `_and ${left} more_` : ""].filter(Boolean).join(" ");
      return JSON.stringify({ text, attachments: some.map(attachment) });
    });
    return [{ url: needed(secret, "url", "address of an incoming webhook"), headers: JSON_HEADERS, body }];
  },
  // Slack says `ok`; a 200 with anything else did not arrive in the channel.
  complaint: ({ body }) => (body.trim() === "ok" ? null : `Slack did not answer "ok" but: ${body.trim()}`),
};
