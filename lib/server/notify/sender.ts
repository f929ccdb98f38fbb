import type { Pool } from "pg";
import { openChannel } from "./channel-row.ts";
import { type Claimed, claimMessages } from "./claim.ts";
import { type Clock, databaseClock } from "./clock.ts";
import { type Delivery, deliver, type Outcome } from "./deliver.ts";
import { createGuard } from "./guard.ts";
import { recordAttempt } from "./record-attempt.ts";
import type { post } from "./request.ts";

const TIMEOUT_MS = 15_000;
/** An attempt may consist of several requests (PagerDuty: one an alert); a lease must outlive them. */
const LEASE_MS = 120_000;
const MOST_AT_ONCE = 16;

/** What a sender needs besides the data base; all of it has a default, tests bring their own. */
export interface SenderDeps {
  clock?: Clock;
  /** TIDEMARK_ALLOWED_HOSTS of the environment unless given. */
  allowedHosts?: string;
  post?: typeof post;
  timeoutMs?: number;
  leaseMs?: number;
  /** In [0, 1). */
  random?: () => number;
  stopping?: () => boolean;
}

export const deliveryOf = (deps: SenderDeps): Delivery => ({
  guard: createGuard(deps.allowedHosts ?? process.env.TIDEMARK_ALLOWED_HOSTS),
  timeoutMs: deps.timeoutMs ?? TIMEOUT_MS,
  post: deps.post,
});

async function attempt(message: Claimed, now: Date, delivery: Delivery): Promise<Outcome> {
  try {
    return await deliver({ id: message.id, content: message.content, now, ...openChannel(message.channel) }, delivery);
  } catch (error) {
    return {
      delivered: false,
      status: null,
      error: (error as Error).message,
      retry: true,
      retryAfterMs: null,
      throttled: false,
      gone: false,
    };
  }
}

/** Sends what was claimed and writes down what came of it. A process that dies in between sends it again, under the same id. */
async function send(pool: Pool, message: Claimed, began: Date, delivery: Delivery, deps: SenderDeps): Promise<Outcome> {
  const from = performance.now();
  const outcome = await attempt(message, began, delivery);
  // The data base's clock, moved on by what the attempt took.
  const ended = new Date(began.getTime() + Math.round(performance.now() - from));
  await recordAttempt(pool, message, outcome, { began, ended, random: (deps.random ?? Math.random)() });
  return outcome;
}

/** Sends one message that the caller has claimed. */
export const sendClaimed = (pool: Pool, message: Claimed, now: Date, deps: SenderDeps): Promise<Outcome> =>
  send(pool, message, now, deliveryOf(deps), deps);

/**
 * Sends what is due until nothing is. A receiver that does not answer holds up nobody else: as soon as one attempt ends, or after a
 * second, it looks again for what may go. Answers how many attempts it made.
 */
export async function sendRound(pool: Pool, deps: SenderDeps = {}): Promise<number> {
  const clock = deps.clock ?? databaseClock;
  const delivery = deliveryOf(deps);
  const underWay = new Set<Promise<void>>();
  const errors: unknown[] = [];
  let attempts = 0;
  for (;;) {
    let claimed: Claimed[] = [];
    if (underWay.size < MOST_AT_ONCE && errors.length === 0 && !deps.stopping?.()) {
      const now = await clock(pool);
      claimed = await claimMessages(pool, now, deps.leaseMs ?? LEASE_MS, MOST_AT_ONCE - underWay.size);
      for (const message of claimed) {
        attempts++;
        const sending: Promise<void> = send(pool, message, now, delivery, deps)
          .then(
            () => {},
            (error) => void errors.push(error),
          )
          .finally(() => underWay.delete(sending));
        underWay.add(sending);
      }
    }
    if (underWay.size === 0) break;
    if (claimed.length === 0 || underWay.size === MOST_AT_ONCE) await oneOf(underWay, 1_000);
  }
  if (errors.length > 0) throw errors[0];
  return attempts;
}

/** Resolves when one of them has ended, or after a while. */
async function oneOf(promises: Iterable<Promise<void>>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([...promises, pause]);
  clearTimeout(timer);
}
