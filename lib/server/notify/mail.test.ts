import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ChannelConfig } from "#core/contracts/channels.ts";
import { packContent } from "./content.ts";
import { deliver } from "./deliver.ts";
import { createGuard } from "./guard.ts";
import { resolvedAlert, testAlert } from "./testing-alert.ts";

const pem = (name: string) => readFileSync(new URL(`fixtures/localhost-${name}.pem`, import.meta.url), "utf8");
const [key, cert] = [pem("key"), pem("cert")];

interface Mail {
  raw: string;
  from: string;
  to: string[];
  secure: boolean;
  user: string | undefined;
}

let server: SMTPServer | null = null;
let mails: Mail[] = [];
const defaults = tls.getCACertificates("default");
beforeAll(() => tls.setDefaultCACertificates([...defaults, cert]));
afterAll(() => tls.setDefaultCACertificates(defaults));
afterEach(async () => {
  await new Promise<void>((resolve) => (server ? server.close(resolve) : resolve()));
  mails = [];
});

/** A real SMTP server; whose answers can be made refusals. */
async function listen(options: SMTPServerOptions, refuse?: { rcpt?: [RegExp, number]; data?: number }): Promise<number> {
  server = new SMTPServer({
    key,
    cert,
    authOptional: true,
    logger: false,
    onAuth(auth, _session, done) {
      if (auth.username === "tide" && auth.password === "sécret") done(null, { user: auth.username });
      else done(new Error("Invalid user name or password"));
    },
    onRcptTo({ address }, _session, done) {
      if (refuse?.rcpt?.[0].test(address)) done(Object.assign(new Error("no such mailbox"), { responseCode: refuse.rcpt[1] }));
      else done();
    },
    onData(stream, session, done) {
      let raw = "";
      stream.on("data", (part) => {
        raw += part;
      });
      stream.on("end", () => {
        if (refuse?.data) return done(Object.assign(new Error("not now"), { responseCode: refuse.data }));
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          raw,
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map((one) => one.address),
          secure: session.secure,
          user: session.user as string | undefined,
        });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {}); // clients that hang up
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return (server.server.address() as AddressInfo).port;
}

type Email = Extract<ChannelConfig, { kind: "email" }>;
const where = { receiver: "mail", groupKey: '{}:{alertname="Age drifts"}', at: new Date("2026-11-22T12:00:00Z"), externalURL: "" };
const firing = packContent([{ kind: "firing", alert: testAlert() }], where);

const send = (
  port: number,
  config: Partial<Email> = {},
  more: { password?: string; id?: string; content?: typeof firing; allowed?: string } = {},
) =>
  deliver(
    {
      id: more.id ?? "msg_1",
      content: more.content ?? firing,
      config: {
        kind: "email",
        host: "localhost",
        port,
        security: "none",
        user: "",
        from: "Tidemark <tide@example.org>",
        to: ["ops@example.org"],
        ...config,
      },
      secret: more.password ? { password: more.password } : {},
      now: new Date(),
    },
    { guard: createGuard(more.allowed ?? `localhost:${port}`), timeoutMs: 5_000 },
  );
const header = (raw: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\r?\n[ \t].*)*)`, "mi").exec(raw)?.[1]?.replace(/\r?\n[ \t]+/g, " ");

describe("mail to a real SMTP server", () => {
  it("arrives without encryption where that was chosen", async () => {
    expect(await send(await listen({ secure: false, disabledCommands: ["STARTTLS", "AUTH"] }))).toMatchObject({
      delivered: true,
      status: 250,
    });
    expect(mails).toMatchObject([{ from: "tide@example.org", to: ["ops@example.org"], secure: false }]);
    const { raw } = mails[0]!;
    expect(header(raw, "Subject")).toBe("[FIRING:1] Age drifts (warning)");
    expect(header(raw, "Message-ID")).toBe("<msg_1@example.org>");
    expect(header(raw, "Auto-Submitted")).toBe("auto-generated");
    expect(raw).toContain("Content-Type: text/plain");
    expect(raw).toContain("Content-Type: text/html");
    expect(raw).toContain("PSI of age was 0.31, above 0.2");
  });

  it("arrives over TLS, signed in", async () => {
    const port = await listen({ secure: true, authOptional: false });
    expect(await send(port, { security: "tls", user: "tide" }, { password: "sécret" })).toMatchObject({ delivered: true });
    expect(mails).toMatchObject([{ secure: true, user: "tide" }]);
  });

  it("arrives over STARTTLS, and is not sent without it", async () => {
    const port = await listen({ secure: false, authOptional: false });
    expect(await send(port, { security: "starttls", user: "tide" }, { password: "sécret" })).toMatchObject({ delivered: true });
    expect(mails).toMatchObject([{ secure: true, user: "tide" }]);
    await new Promise<void>((resolve) => server!.close(resolve));
    const plain = await listen({ secure: false, disabledCommands: ["STARTTLS"] });
    const outcome = await send(plain, { security: "starttls" });
    expect(outcome).toMatchObject({ delivered: false });
    expect(mails).toHaveLength(1);
  });

  it("is not sent to a server whose certificate nobody vouches for, or is for another name", async () => {
    const port = await listen({ secure: true });
    tls.setDefaultCACertificates(defaults);
    try {
      const outcome = await send(port, { security: "tls" });
      expect(outcome).toMatchObject({ delivered: false, retry: true });
      expect(outcome.error).toContain("certificate");
    } finally {
      tls.setDefaultCACertificates([...defaults, cert]);
    }
    expect((await send(port, { security: "tls", host: "127.0.0.1" }, { allowed: "127.0.0.1" })).delivered).toBe(false);
    expect(mails).toEqual([]);
  });

  it("hangs together by group, and a repetition has the same id", async () => {
    const port = await listen({ secure: false });
    await send(port);
    await send(port);
    await send(port, {}, { id: "msg_2", content: packContent([{ kind: "resolved", alert: resolvedAlert() }], where) });
    const ids = mails.map(({ raw }) => header(raw, "Message-ID"));
    expect(ids).toEqual(["<msg_1@example.org>", "<msg_1@example.org>", "<msg_2@example.org>"]);
    for (const name of ["In-Reply-To", "References"]) expect(new Set(mails.map(({ raw }) => header(raw, name))).size).toBe(1);
    expect(header(mails[0]!.raw, "References")).toMatch(/^<group-[0-9a-f]{32}@example\.org>$/);
  });

  it("with a wrong password is given up, with words for it", async () => {
    const port = await listen({ secure: true, authOptional: false });
    expect(await send(port, { security: "tls", user: "tide" }, { password: "wrong" })).toMatchObject({
      delivered: false,
      retry: false,
      status: 535,
      error: "The mail server did not accept the user name or the password.",
    });
  });

  it.each([
    [451, true],
    [554, false],
  ])("that the server answers with %i is tried again: %s", async (code, retry) => {
    const port = await listen({ secure: false }, { data: code });
    expect(await send(port)).toMatchObject({ delivered: false, status: code, retry });
  });

  it("of which one address is refused reaches the others, and says so", async () => {
    const port = await listen({ secure: false }, { rcpt: [/gone/, 550] });
    const outcome = await send(port, { to: ["ops@example.org", "gone@example.org"] });
    expect(outcome).toMatchObject({ delivered: true, error: "Not taken for gone@example.org." });
    expect(mails[0]!.to).toEqual(["ops@example.org"]);
  });

  it("to nobody who listens is tried again", async () => {
    const port = await listen({ secure: false });
    await new Promise<void>((resolve) => server!.close(resolve));
    server = null;
    const outcome = await send(port);
    expect(outcome).toMatchObject({ delivered: false, status: null, retry: true });
    expect(outcome.error).toContain("nobody listens there");
  });

  it.each([
    "localhost",
    "127.0.0.1",
    "127.1",
    "0x7f.1",
    "2130706433",
    "[::1]",
    "::1",
    "::ffff:127.0.0.1",
    "localhost.",
    "0.0.0.0",
    "169.254.169.254",
    "user@127.0.0.1",
  ])("is not sent to %s unless an operator allows it", async (host) => {
    const port = await listen({ secure: false });
    const outcome = await send(port, { host }, { allowed: "" });
    expect(outcome.delivered).toBe(false);
    expect(outcome.error).toMatch(/TIDEMARK_ALLOWED_HOSTS|not the name of a host/);
    expect(mails).toEqual([]);
  });
});
