import { isIP } from "node:net";
import nodemailer from "nodemailer";
import type { Delivery, Outcome } from "./deliver.ts";
import { mailOf } from "./formats/email.ts";
import type { Attempt } from "./formats/format.ts";
import { RefusedAddress } from "./guard.ts";
import { failureInWords } from "./request.ts";

const HINTS: Record<string, string> = {
  EAUTH: "The mail server did not accept the user name or the password.",
  ETLS: "The mail server offers no STARTTLS. Choose TLS, or no encryption for a server of your own.",
};

/** Sends one mail over SMTP, to an address that the guard has checked. */
export async function sendMail(attempt: Attempt<"email">, { guard, timeoutMs }: Delivery): Promise<Outcome> {
  const { config, secret } = attempt;
  const outcome: Outcome = { delivered: false, status: null, error: null, retry: true, retryAfterMs: null, throttled: false, gone: false };
  let address: string;
  try {
    address = await guard.resolve(config.host, config.port);
  } catch (error) {
    const error_ = error instanceof RefusedAddress ? error.message : `${config.host}: ${failureInWords(error)}.`;
    return { ...outcome, error: error_ };
  }
  const transport = nodemailer.createTransport({
    // The checked address; the certificate is held against the name.
    host: address,
    port: config.port,
    secure: config.security === "tls",
    requireTLS: config.security === "starttls",
    ignoreTLS: config.security === "none",
    tls: isIP(config.host) ? {} : { servername: config.host },
    ...(config.user && { auth: { user: config.user, pass: secret.password ?? "" } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no end within ${timeoutMs / 1000} s`)), timeoutMs);
    });
    const sent = await Promise.race([transport.sendMail(mailOf(attempt)), late]);
    const refused = sent.rejected.map(String);
    return {
      ...outcome,
      delivered: true,
      status: Number(/^\d{3}/.exec(sent.response)?.[0] ?? 250),
      error: refused.length > 0 ? `Not taken for ${refused.join(", ")}.` : null,
    };
  } catch (error) {
    const { code, responseCode, message } = error as { code?: string; responseCode?: number; message: string };
    const text =
      (code && HINTS[code]) ||
      (responseCode ? message : `${config.host}:${config.port} could not take the mail: ${failureInWords(error)}.`);
    // As over HTTP: the server's "never" (5xx of SMTP) ends it, "later" (4xx) and silence do not.
    return { ...outcome, status: responseCode ?? null, error: text, retry: responseCode === undefined || responseCode < 500 };
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}
