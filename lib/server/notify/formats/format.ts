import type { ChannelConfig, ChannelSecret } from "#core/contracts/channels.ts";
import type { MessageContent } from "../content.ts";
import type { OutboundAnswer, OutboundRequest } from "../request.ts";

/** What a message becomes for one attempt. Formats are pure: the same in, the same out. */
export interface Attempt<K extends ChannelConfig["kind"]> {
  id: string;
  content: MessageContent;
  config: Extract<ChannelConfig, { kind: K }>;
  secret: ChannelSecret;
  /** Time of the attempt. */
  now: Date;
}

/** A channel that is told over HTTP. */
export interface HttpFormat<K extends ChannelConfig["kind"]> {
  /** One after the other; all must be taken, unless `anyWillDo`. */
  requests(attempt: Attempt<K>): OutboundRequest[];
  anyWillDo?: boolean;
  /** For services that say more than a status: what is wrong with an answer of 2xx, in any length; null: it was taken. */
  complaint?(answer: OutboundAnswer): string | null;
}

/** The channel lacks something that only a person can give; trying again is of no use. */
export class Unsendable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Unsendable";
  }
}

/** A secret that the channel cannot do without. */
export function needed(secret: ChannelSecret, name: keyof ChannelSecret, what: string): string {
  const value = secret[name];
  if (!value) throw new Unsendable(`The channel has no ${what}: type it in.`);
  return value;
}

export const JSON_HEADERS = { "Content-Type": "application/json" };

const bytesOf = (text: string): number => Buffer.byteLength(text);

/**
 * The longest text that `build` makes of the first so many items and that is not longer than `limit` bytes. `build` is told how many
 * it had to leave out. With none left over it is what it is.
 */
export function fitInto<T>(items: readonly T[], limit: number, build: (items: readonly T[], left: number) => string): string {
  let [low, high] = [0, items.length];
  const of = (count: number) => build(items.slice(0, count), items.length - count);
  if (bytesOf(of(high)) <= limit) return of(high);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (bytesOf(of(middle)) <= limit) low = middle;
    else high = middle - 1;
  }
  return of(low);
}

/** Cut to so many characters, with a sign that it was. */
export const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
