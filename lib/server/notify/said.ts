import type { ChannelSecret } from "#core/contracts/channels.ts";

/** Ends of lines, other control characters, and those that turn the direction of what follows. */
const UNSEEN = /[\s\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;
/** What is shorter may be part of any word. */
const SHORTEST = 6;

/** All that would give a secret away: itself, of an address what stands behind the host, of several each, and how a name and password are sent. */
function traces(secret: ChannelSecret, user: string): string[] {
  const found = Object.values(secret).flatMap((value) => {
    const { pathname, search } = URL.canParse(value) ? new URL(value) : { pathname: "", search: "" };
    return [value, `${pathname}${search}`, pathname, ...value.split(/\s+/)];
  });
  found.push(Buffer.from(`${user}:${secret.password ?? ""}`).toString("base64"));
  const spelt = found.flatMap((text) => [text, JSON.stringify(text).slice(1, -1), text.replaceAll("/", "\\/")]);
  return [...new Set(spelt)].filter((text) => text.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

/**
 * What a receiver or a library said, as one line of text that the data base can hold and a page can show: without what cannot be seen, and
 * without the channel's own secrets, which some receivers say back.
 */
export function plainWords(text: string, secret: ChannelSecret, user = ""): string {
  let plain = text.toWellFormed();
  for (const trace of traces(secret, user)) plain = plain.replaceAll(trace, "…");
  return plain.replace(UNSEEN, " ").trim();
}
