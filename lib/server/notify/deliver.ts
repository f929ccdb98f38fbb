import type { ChannelConfig, ChannelSecret } from "#core/contracts/channels.ts";
import type { MessageContent } from "./content.ts";
import { alertmanager } from "./formats/alertmanager.ts";
import { type Attempt, cut, type HttpFormat, Unsendable } from "./formats/format.ts";
import { pagerduty } from "./formats/pagerduty.ts";
import { slack } from "./formats/slack.ts";
import { teams } from "./formats/teams.ts";
import { webhook } from "./formats/webhook.ts";
import type { Guard } from "./guard.ts";
import { type OutboundAnswer, type OutboundRequest, post } from "./request.ts";
import { plainWords } from "./said.ts";
import { readRetryAfter } from "./schedule.ts";

/** What came of one attempt. */
export interface Outcome {
  delivered: boolean;
  /** HTTP or SMTP; null: no answer. */
  status: number | null;
  /** For people; of a delivered message what was not quite right. */
  error: string | null;
  /** Whether another attempt may help. */
  retry: boolean;
  retryAfterMs: number | null;
  /** The receiver asks for quiet: other messages to it wait too. */
  throttled: boolean;
  /** The receiver says that it is gone for good. */
  gone: boolean;
}

export interface Delivery {
  guard: Guard;
  timeoutMs: number;
  /** Sends a request; tests put recorded contracts in its place. */
  post?: typeof post;
}

const HTTP: { [K in ChannelConfig["kind"]]?: HttpFormat<K> } = { webhook, slack, teams, pagerduty, alertmanager };

/** So many times the timeout of one request may a message of several take, which must end before its lease does. */
const MOST_TIMEOUTS = 6;

const NONE = { retryAfterMs: null, throttled: false, gone: false };
/** Nobody answered, or it was not even tried. */
const failed = (error: string, retry = true): Outcome => ({ delivered: false, status: null, error, retry, ...NONE });

function judge(answer: OutboundAnswer, complaint: ((answer: OutboundAnswer) => string | null) | undefined, now: Date): Outcome {
  const { status, body, headers } = answer;
  if (status >= 200 && status < 300) {
    const wrong = complaint?.(answer) ?? null;
    return { delivered: wrong === null, status, error: wrong, retry: true, ...NONE };
  }
  const said = body.trim();
  let error = `The receiver answered ${status}${said ? `: ${said}` : "."}`;
  if (status >= 300 && status < 400)
    error = `The receiver answered ${status}: redirects are not followed. Use the address that it leads to.`;
  return {
    delivered: false,
    status,
    error,
    // 408 and 425 say "again", though they are 4xx.
    retry: status < 400 || status >= 500 || status === 429 || status === 408 || status === 425,
    retryAfterMs: readRetryAfter(headers["retry-after"], now),
    throttled: status === 429 || status === 503,
    gone: status === 410,
  };
}

/** Sends each request until one fails, or, where any will do, all of them. */
async function sendAll<K extends ChannelConfig["kind"]>(
  format: HttpFormat<K>,
  requests: OutboundRequest[],
  now: Date,
  delivery: Delivery,
): Promise<Outcome> {
  const send = delivery.post ?? post;
  const one = async (request: OutboundRequest): Promise<Outcome> => {
    try {
      return judge(await send(delivery.guard, request, delivery.timeoutMs), format.complaint, now);
    } catch (error) {
      return failed((error as Error).message);
    }
  };
  if (format.anyWillDo) {
    const outcomes = await Promise.all(requests.map(one));
    const good = outcomes.find((outcome) => outcome.delivered);
    const bad = outcomes.filter((outcome) => !outcome.delivered);
    if (!good) return bad.find((outcome) => outcome.retry) ?? bad[0]!;
    const error =
      bad.length > 0
        ? `${bad.length} of ${outcomes.length} addresses did not take it: ${bad.map((outcome) => outcome.error).join(" ")}`
        : null;
    return { ...good, error };
  }
  let last: Outcome = { delivered: true, status: null, error: null, retry: false, ...NONE };
  const deadline = performance.now() + MOST_TIMEOUTS * delivery.timeoutMs;
  for (const request of requests) {
    if (performance.now() > deadline) return failed("The receiver took too long for all of it.");
    last = await one(request);
    if (!last.delivered) return last;
  }
  return last;
}

async function overHttp<K extends ChannelConfig["kind"]>(kind: K, attempt: Attempt<K>, delivery: Delivery): Promise<Outcome> {
  const format = HTTP[kind] as HttpFormat<K>;
  return sendAll(format, format.requests(attempt), attempt.now, delivery);
}

interface Deliverable {
  id: string;
  content: MessageContent;
  config: ChannelConfig;
  secret: ChannelSecret;
  now: Date;
}

/** As much of what a receiver says as people read. */
const LONGEST_WORDS = 500;

/** Makes one attempt to tell a channel. Never throws: whatever goes wrong is an outcome. */
export async function deliver(message: Deliverable, delivery: Delivery): Promise<Outcome> {
  const outcome = await attempt(message, delivery);
  const user = "user" in message.config ? message.config.user : "";
  return { ...outcome, error: outcome.error && cut(plainWords(outcome.error, message.secret, user), LONGEST_WORDS) };
}

async function attempt(message: Deliverable, delivery: Delivery): Promise<Outcome> {
  try {
    const { config } = message;
    if (config.kind === "email") {
      const { sendMail } = await import("./send-mail.ts");
      return await sendMail({ ...message, config }, delivery);
    }
    return await overHttp(config.kind, message as Attempt<typeof config.kind>, delivery);
  } catch (error) {
    return failed((error as Error).message, !(error instanceof Unsendable));
  }
}
