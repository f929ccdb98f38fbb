import { randomBytes } from "node:crypto";
import type { ChannelConfig, ChannelKind, ChannelSecret } from "#core/contracts/channels.ts";
import { Problem } from "../http/problem.ts";
import { areSigningSecrets } from "./formats/webhook.ts";
import { checkUrl, createGuard, type Guard, RefusedAddress } from "./guard.ts";

type SecretName = keyof ChannelSecret;

/** Which secrets a kind of channel has; those it cannot do without come first. */
const SECRETS: Record<ChannelKind, { needed: SecretName[]; also: SecretName[] }> = {
  webhook: { needed: [], also: ["signing_secret"] },
  slack: { needed: ["url"], also: [] },
  teams: { needed: ["url"], also: [] },
  pagerduty: { needed: ["routing_key"], also: [] },
  email: { needed: [], also: ["password"] },
  alertmanager: { needed: [], also: ["password", "token"] },
};

const refuse = (pointer: string, detail: string, code = "invalid_channel"): Problem =>
  new Problem({ status: 422, code, detail, extra: { errors: [{ pointer, detail }] } });

/** Secrets that have to be typed in before the channel can be used. */
export const missingSecrets = (kind: ChannelKind, secret: ChannelSecret): SecretName[] =>
  SECRETS[kind].needed.filter((name) => !secret[name]);

function checkSecret(kind: ChannelKind, secret: ChannelSecret, incomplete: boolean): void {
  const { needed, also } = SECRETS[kind];
  const known = [...needed, ...also];
  for (const name of Object.keys(secret) as SecretName[]) {
    if (!known.includes(name))
      throw refuse(
        `/secret/${name}`,
        `A channel of kind ${kind} has no such secret${known.length > 0 ? `; it has ${known.join(", ")}` : ""}.`,
      );
  }
  const [missing] = missingSecrets(kind, secret);
  if (missing && !incomplete) throw refuse(`/secret/${missing}`, `A channel of kind ${kind} needs the secret ${missing}.`);
  if (secret.signing_secret !== undefined && !areSigningSecrets(secret.signing_secret)) {
    throw refuse(
      "/secret/signing_secret",
      "A signing secret is whsec_ and 24 to 64 bytes in Base64; several with spaces between them, the new one first.",
    );
  }
}

function checkAddresses(guard: Guard, config: ChannelConfig, secret: ChannelSecret): void {
  const at = (pointer: string, check: () => unknown) => {
    try {
      check();
    } catch (error) {
      if (error instanceof RefusedAddress) throw refuse(pointer, error.message, "refused_address");
      throw error;
    }
  };
  if (config.kind === "webhook") at("/config/url", () => checkUrl(guard, config.url));
  if (config.kind === "alertmanager") config.urls.forEach((url, i) => void at(`/config/urls/${i}`, () => checkUrl(guard, url)));
  if (config.kind === "email") {
    at("/config/host", () => guard.checkHost(config.host, config.port));
    if (!/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(config.from))
      throw refuse("/config/from", "The sender must be a mail address, such as Tidemark <tidemark@example.org>.");
  }
  const { url } = secret;
  if (url !== undefined) at("/secret/url", () => checkUrl(guard, url));
}

/**
 * Holds a channel against what its kind needs, and its addresses against the guard. Names are not resolved here: what the DNS says is
 * checked at every connection. `incomplete`: secrets may be missing, and are typed in later.
 */
export function checkChannel(config: ChannelConfig, secret: ChannelSecret, incomplete = false): void {
  checkSecret(config.kind, secret, incomplete);
  checkAddresses(createGuard(process.env.TIDEMARK_ALLOWED_HOSTS), config, secret);
}

/** Where a channel signs in, and how; what does not sign in sends its secrets nowhere else than to the address that they are, or to PagerDuty. */
function placesOf(config: ChannelConfig): string[] {
  if (config.kind === "email") return [`${config.host.toLowerCase()}:${config.port} ${config.security}`];
  return config.kind === "alertmanager" ? config.urls.map((url) => new URL(url).origin) : [];
}

/**
 * Secrets can be written and not read; nor may they be had by sending them elsewhere. `kept` are those that nobody has typed in now: a channel
 * that signs in at another place needs them again.
 */
export function checkMove(before: ChannelConfig, after: ChannelConfig, kept: readonly string[]): void {
  const known = placesOf(before);
  if (placesOf(after).every((place) => known.includes(place))) return;
  const name = kept.find((one) => one === "password" || one === "token");
  if (name)
    throw refuse(`/secret/${name}`, `The address has changed: type the ${name} in again, so that it is not sent where it does not belong.`);
}

export const newSigningSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;
