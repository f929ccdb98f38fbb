import type { Alert } from "#core/contracts/channels.ts";

/** A figure with as many digits as people read. */
const figure = (value: number): string => (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4))));

/** `2026-11-22 08:00 UTC` */
export const timeText = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;

/** What is known of an alert, as pairs of a name and a text: the same in every channel. */
export function factsOf(alert: Alert): [name: string, text: string][] {
  const { labels, values, threshold, n, window } = alert;
  const facts: [string, string][] = [];
  if (labels.model) facts.push(["Model", labels.model]);
  if (labels.severity) facts.push(["Severity", labels.severity]);
  for (const [name, value] of Object.entries(values).slice(0, 10)) facts.push([name, value === null ? "no value" : figure(value)]);
  if (threshold !== null) facts.push(["Threshold", figure(threshold)]);
  if (n > 0) facts.push(["Records", figure(n)]);
  facts.push(["Window", `${timeText(window.from)} to ${timeText(window.to)}`], ["Since", timeText(alert.startsAt)]);
  if (alert.status === "resolved") facts.push(["Until", timeText(alert.endsAt)]);
  return facts;
}

/** Only addresses that a click may open. */
export const isWebAddress = (url: string): boolean => /^https?:\/\/[^\s<>"]+$/i.test(url);

/** Where to go from an alert. */
export function linksOf(alert: Alert): { title: string; url: string }[] {
  const own = [
    { title: "Incident", url: alert.incidentURL },
    { title: "Look at the window", url: alert.dashboardURL },
    { title: "Silence", url: alert.silenceURL },
  ];
  return [...own, ...alert.links].filter((link) => isWebAddress(link.url));
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign]!);
