import { readFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { packContent } from "./content.ts";
import { deliver } from "./deliver.ts";
import { createGuard } from "./guard.ts";
import { NoAnswer, post } from "./request.ts";
import { testAlert } from "./testing-alert.ts";

// Real connections to receivers that do what none should. Whatever they do, an attempt ends in time, with words for it.

const TIMEOUT_MS = 1_000;
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** Answers each connection, once something of the request has come, as `answer` does. */
async function receiver(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}); // they hang up
    socket.once("data", () => answer(socket));
  });
  return listen(server);
}

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const guard = createGuard("127.0.0.1");
const tell = async (host: string, scheme = "http") => {
  const from = performance.now();
  const answer = await post(guard, { url: `${scheme}://${host}/`, headers: {}, body: "{}" }, TIMEOUT_MS).then(
    (given) => given,
    (error: Error) => error,
  );
  expect(performance.now() - from).toBeLessThan(TIMEOUT_MS + 1_500);
  return answer;
};

/** Writes a text a letter at a time, for ever and a day. */
const trickle = (socket: Socket, text: string, ms: number) => {
  let at = 0;
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(text[at++ % text.length]!)), ms);
};

describe("no answer comes of", () => {
  it.each<[string, (socket: Socket) => void, RegExp]>([
    ["headers that trickle", (socket) => trickle(socket, "HTTP/1.1 200 OK\r\nX-Slow: yes", 100), /did not answer within 1 s/],
    [
      "a change of protocols",
      (socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
      /gave no answer/,
    ],
    ["hanging up", (socket) => socket.destroy(), /the connection was cut|socket hang up/],
    ["ending at once", (socket) => socket.end(), /the connection was cut|socket hang up/],
    ["another language", (socket) => socket.end("220 mail.example.org ESMTP\r\n"), /gave no answer/],
    ["enormous headers", (socket) => socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${"x".repeat(200_000)}\r\n\r\n`), /gave no answer/],
    ["hints without end", (socket) => trickle(socket, "HTTP/1.1 103 Early Hints\r\n\r\n", 1), /did not answer within 1 s/],
  ])("%s", async (_, answer, words) => {
    const error = await tell(await receiver(answer));
    expect(error).toBeInstanceOf(NoAnswer);
    expect((error as Error).message).toMatch(words);
  });

  it("a receiver without TLS, or whose certificate nobody vouches for", async () => {
    expect(await tell(await receiver((socket) => socket.end("what?\r\n")), "https")).toBeInstanceOf(NoAnswer);
    const pem = (name: string) => readFileSync(new URL(`fixtures/localhost-${name}.pem`, import.meta.url), "utf8");
    const server = createTlsServer({ key: pem("key"), cert: pem("cert") }, (_, response) => response.end("ok"));
    const error = await tell(await listen(server), "https");
    expect(error).toBeInstanceOf(NoAnswer);
    expect((error as Error).message).toMatch(/its certificate is signed by nobody that is trusted here/);
  });
});

describe("the status is the answer", () => {
  it("after hints, and however the body comes", async () => {
    expect(await tell(await receiver((socket) => socket.end(`HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${OK}`)))).toMatchObject({
      status: 200,
      body: "ok",
    });
    const slow = await receiver((socket) => {
      socket.write("HTTP/1.1 202 Accepted\r\nContent-Length: 1000\r\n\r\n");
      trickle(socket, "x", 50);
    });
    expect(await tell(slow)).toMatchObject({ status: 202 });
    const broken = await receiver((socket) => socket.end("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\nzz"));
    expect(await tell(broken)).toMatchObject({ status: 204 });
  });
});

describe("what a receiver says", () => {
  const content = packContent([{ kind: "firing", alert: testAlert() }], {
    receiver: "ops",
    groupKey: "{}:{}",
    at: new Date(),
    externalURL: "",
  });
  const said = async (status: number, body: string | Buffer) => {
    const host = await receiver((socket) => {
      socket.write(`HTTP/1.1 ${status} No\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`);
      socket.end(body);
    });
    const config = { kind: "alertmanager" as const, urls: [`http://${host}/`], user: "" };
    return deliver({ id: "msg_1", content, config, secret: { token: "tok_c0ffee" }, now: new Date() }, { guard, timeoutMs: TIMEOUT_MS });
  };

  it("is one line of text that the data base can hold", async () => {
    const { error } = await said(
      400,
      Buffer.concat([Buffer.from("bad\0 \u001b[31mred\r\n\u2028"), Buffer.of(0xff, 0xfe), Buffer.from("\u202egnp")]),
    );
    expect(error).toMatch(/^The receiver answered 400: bad/);
    expect(error).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
    expect(error!.isWellFormed()).toBe(true);
  });

  it("does not show what is secret, though it says it back", async () => {
    const { error } = await said(401, '{"headers":{"authorization":"Bearer tok_c0ffee"}}');
    expect(error).toContain("401");
    expect(error).not.toContain("tok_c0ffee");
  });
});
