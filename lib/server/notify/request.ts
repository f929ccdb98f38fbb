import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { checkUrl, type Guard, portOf, RefusedAddress } from "./guard.ts";

/** One POST to a receiver. */
export interface OutboundRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface OutboundAnswer {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string | string[] | undefined>;
  /** Its beginning. */
  body: string;
}

/** There was no answer. The message says why, for people. */
export class NoAnswer extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "NoAnswer";
  }
}

/** More of an answer is not read. */
const LONGEST_ANSWER = 64 * 1024;

const WORDS: Record<string, string> = {
  ECONNREFUSED: "nobody listens there (connection refused)",
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
  ENOTFOUND: "there is no host of that name",
  EAI_AGAIN: "the name cannot be resolved right now",
  ETIMEDOUT: "no connection in time",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by nobody that is trusted here (NODE_EXTRA_CA_CERTS names more)",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is signed by nobody that is trusted here (NODE_EXTRA_CA_CERTS names more)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is signed by nobody that is trusted here (NODE_EXTRA_CA_CERTS names more)",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

/** What went wrong on the way, in words. Several attempts at once (IPv4, IPv6) fail as one AggregateError. */
export function failureInWords(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return failureInWords(error.errors[0]);
  const { code, message } = error as { code?: string; message?: string };
  // Libraries put the system's code into their text and one of their own beside it.
  const known = Object.keys(WORDS).find((one) => one === code || message?.includes(one));
  return (known && WORDS[known]) || message || String(error);
}

/** The status is the answer; a body that breaks off or never ends changes nothing about it. */
async function readStart(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of response) {
      parts.push(part as Buffer);
      length += (part as Buffer).length;
      if (length > LONGEST_ANSWER) break;
    }
  } catch {}
  return Buffer.concat(parts).subarray(0, LONGEST_ANSWER).toString("utf8");
}

/**
 * POSTs to an address that a person gave. The connection goes to an address that the guard has checked and to no other, redirects
 * are answers like any other, and no proxy of the environment is used. Throws RefusedAddress or NoAnswer.
 */
export async function post(guard: Guard, { url: address, headers, body }: OutboundRequest, timeoutMs: number): Promise<OutboundAnswer> {
  const url = checkUrl(guard, address);
  const port = portOf(url);
  const late = AbortSignal.timeout(timeoutMs);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = send(url, {
        method: "POST",
        agent: false,
        lookup: guard.lookup(port),
        signal: late,
        headers: { "User-Agent": "Tidemark", "Content-Length": String(Buffer.byteLength(body)), Connection: "close", ...headers },
      });
      request.once("response", resolve);
      request.once("error", reject);
      // Without a listener Node hangs up on it, and nothing else would ever be heard.
      request.once("upgrade", (_, socket) => {
        socket.destroy();
        reject(new Error("it wants to change to another protocol (101)"));
      });
      request.once("close", () => reject(new Error("the connection was closed")));
      // The second wall: whatever way it came about, nothing is said to an address that was not admitted.
      request.once("socket", (socket) =>
        socket.once("connect", () => {
          const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
          if (!guard.admits(host, port, socket.remoteAddress ?? ""))
            request.destroy(new RefusedAddress(`${host} led to a private address.`));
        }),
      );
      request.end(body);
    });
    return { status: response.statusCode ?? 0, headers: response.headers, body: await readStart(response) };
  } catch (error) {
    if (error instanceof RefusedAddress) throw error;
    if (late.aborted) throw new NoAnswer(`${url.host} did not answer within ${timeoutMs / 1000} s.`, error);
    throw new NoAnswer(`${url.host} gave no answer: ${failureInWords(error)}.`, error);
  }
}
