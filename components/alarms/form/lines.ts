import type { RuleDefinition } from "#core/contracts/alarm-rules.ts";

// Labels and links as a person types them: one a line.

type Parsed<T> = { value: T } | { error: string };

/** `team=search`, one a line. */
export function parseLabels(text: string): Parsed<RuleDefinition["labels"]> {
  const value: RuleDefinition["labels"] = {};
  for (const line of linesOf(text)) {
    const at = line.indexOf("=");
    const name = at < 0 ? line : line.slice(0, at).trim();
    if (at < 0) return { error: `"${line}": write name=value.` };
    if (!/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/.test(name)) return { error: `"${name}": letters, digits and _, not starting with a digit.` };
    value[name] = line.slice(at + 1).trim();
  }
  return { value };
}

export const labelsText = (labels: RuleDefinition["labels"]): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join("\n");

/** `Runbook https://wiki.example.com/drift`, one a line; an address alone is its own title. */
export function parseLinks(text: string): Parsed<RuleDefinition["links"]> {
  const value: RuleDefinition["links"] = [];
  for (const line of linesOf(text)) {
    const match = /^(?:(.*)\s)?(https?:\/\/\S+)$/.exec(line);
    const url = match?.[2];
    if (!url || !URL.canParse(url)) return { error: `"${line}": write a title and an address that begins with http:// or https://.` };
    value.push({ title: match[1]?.trim() || url, url });
  }
  return value.length > 10 ? { error: "At most 10 links." } : { value };
}

export const linksText = (links: RuleDefinition["links"]): string => links.map(({ title, url }) => `${title} ${url}`).join("\n");

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
