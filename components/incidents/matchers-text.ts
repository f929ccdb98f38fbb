import type { Matcher } from "#core/contracts/incidents.ts";

/** Values are written as they are, quotes in them too: a value ends where another matcher or the text's end follows its quote. */
const ONE = /\s*([^=!~",{}\s]+)\s*(=~|!~|!=|=)\s*"(.*?)"\s*(?=,\s*[^=!~",{}\s]+\s*(?:=~|!~|!=|=)\s*"|,?\s*$)/gsy;

/** The matchers of an address, `model="churn",column=~"age|income"`, as notifications link to them; null when they cannot be read. */
export function readMatchers(text: string): Matcher[] | null {
  const found: Matcher[] = [];
  let at = 0;
  while (at < text.length && text.slice(at).trim() !== "") {
    ONE.lastIndex = at;
    const match = ONE.exec(text);
    if (!match) return null;
    found.push({ name: match[1]!, op: match[2] as Matcher["op"], value: match[3]! });
    at = ONE.lastIndex;
    if (text[at] === ",") at += 1;
  }
  return found;
}

/** The same the other way round, for an address. */
export function writeMatchers(matchers: readonly Matcher[]): string {
  return matchers.map(({ name, op, value }) => `${name}${op}"${value}"`).join(",");
}
