import { createHash } from "node:crypto";
import type { Alert } from "#core/contracts/channels.ts";
import type { MessageContent } from "../content.ts";
import type { Attempt } from "./format.ts";
import { escapeHtml, factsOf, linksOf } from "./text.ts";

const MOST_ALERTS = 50;

/** A mail, as nodemailer takes it. Everything in it is text: no attachments, no files, no addresses to fetch. */
export interface Mail {
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  messageId: string;
  inReplyTo: string;
  references: string;
  headers: Record<string, string>;
}

/** The part of a mail address behind its @. */
const domainOf = (address: string): string => /@([A-Za-z0-9.-]+)/.exec(address)?.[1] ?? "tidemark.invalid";

const colourOf = (alert: Alert): string =>
  alert.status === "resolved" ? "#1f7a45" : alert.labels.severity === "critical" ? "#b3162c" : "#8a5a00";

function plain(alert: Alert): string {
  const facts = factsOf(alert).map(([name, value]) => `  ${name}: ${value}`);
  const links = linksOf(alert).map(({ title, url }) => `  ${title}: ${url}`);
  return [alert.annotations.summary, alert.annotations.description, ...facts, ...links].filter(Boolean).join("\n");
}

function rich(alert: Alert): string {
  const facts = factsOf(alert).map(
    ([name, value]) =>
      `<tr><td style="padding:2px 12px 2px 0;color:#555">${escapeHtml(name)}</td><td style="padding:2px 0">${escapeHtml(value)}</td></tr>`,
  );
  const links = linksOf(alert).map(({ title, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(title)}</a>`);
  return `<div style="border-left:4px solid ${colourOf(alert)};padding:4px 12px;margin:0 0 20px">
<h2 style="font-size:16px;margin:0 0 6px;color:${colourOf(alert)}">${escapeHtml(alert.annotations.summary)}</h2>
<p style="margin:0 0 8px">${escapeHtml(alert.annotations.description)}</p>
<table style="border-collapse:collapse;font-size:14px">${facts.join("")}</table>
<p style="margin:8px 0 0">${links.join(" &middot; ")}</p>
</div>`;
}

function page(content: MessageContent, alerts: readonly Alert[], more: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(content.title)}</title></head>
<body style="font-family:system-ui,sans-serif;font-size:14px;color:#1a1a1a">
<h1 style="font-size:18px">${escapeHtml(content.title)}</h1>
${alerts.map(rich).join("\n")}
${more ? `<p>${escapeHtml(more)}</p>` : ""}
</body></html>`;
}

/** One mail. Its Message-ID is that of the message over all attempts, and mails of one group hang together as a thread. */
export function mailOf({ id, content, config }: Pick<Attempt<"email">, "id" | "content" | "config">): Mail {
  const all = content.alerts.map((one) => one.alert);
  const alerts = all.slice(0, MOST_ALERTS);
  const more = all.length > alerts.length ? `and ${all.length - alerts.length} more, which this mail leaves out` : "";
  const domain = domainOf(config.from);
  const thread = `<group-${createHash("sha256").update(`${content.receiver}\0${content.groupKey}`).digest("hex").slice(0, 32)}@${domain}>`;
  return {
    from: config.from,
    to: config.to,
    subject: content.title,
    text: [content.title, ...alerts.map(plain), more].filter(Boolean).join("\n\n"),
    html: page(content, alerts, more),
    messageId: `<${id}@${domain}>`,
    inReplyTo: thread,
    references: thread,
    headers: { "Auto-Submitted": "auto-generated", "List-Id": `<tidemark.${domain}>`, "X-Tidemark-Kind": content.kind },
  };
}
