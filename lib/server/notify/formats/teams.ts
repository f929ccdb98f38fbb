import type { Alert } from "#core/contracts/channels.ts";
import { cut, fitInto, type HttpFormat, JSON_HEADERS, needed } from "./format.ts";
import { factsOf, isWebAddress, linksOf } from "./text.ts";

const LONGEST = 28 * 1024;
const MOST_ALERTS = 10;

/** Text as it is: in a TextBlock, signs of Markdown in a label would be read as such. */
const text = (value: string, style: Record<string, unknown> = {}) => ({
  type: "RichTextBlock",
  inlines: [{ type: "TextRun", text: value, ...style }],
});

const colourOf = (alert: Alert): string =>
  alert.status === "resolved" ? "Good" : alert.labels.severity === "critical" ? "Attention" : "Warning";

function block(alert: Alert) {
  const facts = factsOf(alert).map(([name, value]) => `${name}: ${cut(value, 300)}`);
  const links = linksOf(alert).slice(0, 4);
  return {
    type: "Container",
    separator: true,
    items: [
      text(cut(alert.annotations.summary, 500), { weight: "Bolder", color: colourOf(alert) }),
      ...(alert.annotations.description ? [text(cut(alert.annotations.description, 2_000))] : []),
      text(facts.join(" · "), { isSubtle: true, size: "Small" }),
      ...(links.length > 0
        ? [{ type: "ActionSet", actions: links.map(({ title, url }) => ({ type: "Action.OpenUrl", title: cut(title, 60), url })) }]
        : []),
    ],
  };
}

/** A flow of Teams Workflows ("When a Teams webhook request is received"): one adaptive card. */
export const teams: HttpFormat<"teams"> = {
  requests({ content, secret }) {
    const alerts = content.alerts.map((one) => one.alert);
    const body = fitInto(alerts.slice(0, MOST_ALERTS), LONGEST, (some) => {
      const left = alerts.length - some.length;
      const card = {
        $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
        type: "AdaptiveCard",
        version: "1.2",
        body: [
          text(content.title, { weight: "Bolder", size: "Medium" }),
          ...some.map(block),
          ...(left > 0 ? [text(`… and ${left} more`, { isSubtle: true })] : []),
        ],
        ...(isWebAddress(content.externalURL) && {
          actions: [{ type: "Action.OpenUrl", title: "Open Tidemark", url: content.externalURL }],
        }),
        msteams: { width: "full" },
      };
      return JSON.stringify({
        type: "message",
        attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: card }],
      });
    });
    return [{ url: needed(secret, "url", "address of a workflow"), headers: JSON_HEADERS, body }];
  },
  // What stands between a flow and the chat may refuse it and still answer 200.
  complaint: ({ body }) => (/"error"\s*:|message delivery failed|returned HTTP error/i.test(body) ? `Teams answered: ${body}` : null),
};
