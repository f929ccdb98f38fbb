import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createGuard, isPublicAddress, RefusedAddress, type Resolver, readAllowList } from "./guard.ts";
import { NoAnswer, post } from "./request.ts";

/** A real server on all addresses of this machine, which nothing may reach. */
let server: Server;
let port: number;
let reached: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    reached.push(`${request.method} ${request.url} ${request.headers.host}`);
    if (request.url === "/redirect") response.writeHead(302, { Location: `http://127.0.0.1:${port}/secret` });
    response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "::", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());
beforeEach(() => {
  reached = [];
});

const attempt = (url: string, guard = createGuard(undefined)) => post(guard, { url, headers: {}, body: "{}" }, 2_000);

/** The DNS, played: asynchronous as the real one. */
const dns =
  (names: Record<string, string[]>): Resolver =>
  (host, _, done) =>
    setTimeout(() => {
      const found = names[host.replace(/\.$/, "")];
      if (!found) return done(Object.assign(new Error("not found"), { code: "ENOTFOUND" }), []);
      done(
        null,
        found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    }, 1);

describe("private addresses are not reached", () => {
  const HOSTS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "0177.0.0.01",
    "0x7f000001",
    "0x7f.0x0.0x0.0x1",
    "0x7F.1",
    "127.0.0.1.",
    "127.0.0.0x1",
    "0",
    "0.0.0.0",
    "0x0",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000::0001]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fe80::1%25lo]",
    "[fe80::1%lo]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[100::1]",
    "[4000::1]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "anything.localhost",
    "localhost.localdomain",
    "ip6-localhost",
    "ip6-loopback",
    "%6c%6f%63%61%6c%68%6f%73%74",
    "①②⑦.⓪.⓪.①",
    "ｌｏｃａｌｈｏｓｔ",
    "127。0。0。1",
    "user@127.0.0.1",
    "example.org@127.0.0.1",
    "user:password@127.0.0.1",
    "127.0.0.1\\@example.org",
    "127.0.0.1#@example.org",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "0xa9fea9fe",
    "100.64.0.1",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
  ];

  it.each(HOSTS)("http://%s", async (host) => {
    const at = host.indexOf("#") >= 0 || host.includes("\\") ? host.replace(/[\\#]/, (sign) => `:${port}/x${sign}`) : `${host}:${port}`;
    await expect(attempt(`http://${at}/`)).rejects.toThrow(RefusedAddress);
    expect(reached).toEqual([]);
  });

  it("were tried against a server that can be reached", async () => {
    // The same request without the guard's "no": the matrix proves something.
    const guard = createGuard("127.0.0.1 ::1 localhost");
    for (const host of ["127.0.0.1", "[::1]", "2130706433", "0x7f.1", "localhost", "127.0.0.1."]) {
      await expect(attempt(`http://${host}:${port}/`, guard)).resolves.toMatchObject({ status: 200, body: "ok" });
    }
    expect(reached).toHaveLength(6);
  });

  it.each([
    "ftp://example.org/",
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "javascript:alert(1)",
    "//127.0.0.1/",
    "unix:/run/x",
    "http://",
  ])("%s is not an address of the web", (url) => expect(attempt(url)).rejects.toThrow(RefusedAddress));
});

describe("names that lead to private addresses", () => {
  const names = {
    "evil.test": ["127.0.0.1"],
    "mixed.test": ["93.184.216.34", "127.0.0.1"],
    "mixed6.test": ["2606:2800:220:1:248:1893:25c8:1946", "::1"],
    "mapped.test": ["::ffff:127.0.0.1"],
    "metadata.test": ["169.254.169.254"],
    "nowhere.test": [],
  };

  it.each(Object.keys(names))("%s is not connected to", async (host) => {
    await expect(attempt(`http://${host}:${port}/`, createGuard(undefined, dns(names)))).rejects.toThrow(RefusedAddress);
    await expect(attempt(`http://${host}.:${port}/`, createGuard(undefined, dns(names)))).rejects.toThrow(RefusedAddress);
    await expect(createGuard(undefined, dns(names)).resolve(host, 25)).rejects.toThrow(RefusedAddress);
    expect(reached).toEqual([]);
  });

  it("cannot change their mind between the check and the connection", async () => {
    // Checked when saved: public. Asked again when sending: private. The answer that is checked is the one connected to.
    let asked = 0;
    const rebinding: Resolver = (_host, _options, done) =>
      setTimeout(() => done(null, [{ address: asked++ === 0 ? "93.184.216.34" : "127.0.0.1", family: 4 }]), 1);
    const guard = createGuard(undefined, rebinding);
    expect(await guard.resolve("rebind.test", port)).toBe("93.184.216.34");
    await expect(attempt(`http://rebind.test:${port}/`, guard)).rejects.toThrow(RefusedAddress);
    expect(asked).toBe(2);
    expect(reached).toEqual([]);
  });

  it("are asked for once a connection: what was checked is what is connected to", async () => {
    let asked = 0;
    const counting: Resolver = (_host, _options, done) => {
      asked++;
      setTimeout(() => done(null, [{ address: "127.0.0.1", family: 4 }]), 1);
    };
    await attempt(`http://ours.test:${port}/`, createGuard("127.0.0.0/8", counting));
    expect(asked).toBe(1);
    expect(reached).toEqual([`POST / ours.test:${port}`]);
  });

  it("that are not there give no answer, in words", () =>
    expect(attempt("http://gone.test/", createGuard(undefined, dns(names)))).rejects.toThrow(/no host of that name/));
});

describe("redirects", () => {
  it("are not followed", async () => {
    const answer = await attempt(`http://127.0.0.1:${port}/redirect`, createGuard(`127.0.0.1:${port}`));
    expect(answer.status).toBe(302);
    expect(reached).toEqual([`POST /redirect 127.0.0.1:${port}`]);
  });
});

describe("what the operator allows", () => {
  const reach = (allowed: string, url = `http://localhost:${port}/`) =>
    attempt(url, createGuard(allowed, dns({ localhost: ["127.0.0.1"] })));

  it.each(["localhost", `localhost:${0}`, "127.0.0.0/8", "10.0.0.0/8, LOCALHOST", "127.0.0.1", "::1 127.0.0.1/32"])(
    "%s",
    async (allowed) => {
      await expect(reach(allowed.replace(":0", `:${port}`))).resolves.toMatchObject({ status: 200 });
    },
  );

  it.each(["", "otherhost", "localhost:1", "10.0.0.0/8", "localhost.example.org", "128.0.0.1"])("and nothing else: %s", async (allowed) => {
    await expect(reach(allowed)).rejects.toThrow("TIDEMARK_ALLOWED_HOSTS=localhost");
    expect(reached).toEqual([]);
  });

  it("is named in the message for others", () => expect(reach("")).rejects.toThrow(`TIDEMARK_ALLOWED_HOSTS=localhost:${port}`));

  it.each(["10.0.0.0/99", "a/b", "http://x"])("must be written right: %s", (text) =>
    expect(() => readAllowList(text)).toThrow("TIDEMARK_ALLOWED_HOSTS"),
  );
});

describe("isPublicAddress", () => {
  it.each(["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "172.32.0.1", "100.128.0.1"])("%s is", (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );
  it.each(["", "example.org", "::8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2001:db8::1", "3fff:fff::1"])("%s is not", (address) =>
    expect(isPublicAddress(address)).toBe(false),
  );
});

describe("post", () => {
  it("gives up in time on who never answers", async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const at = (silent.address() as AddressInfo).port;
    await expect(post(createGuard("127.0.0.1"), { url: `http://127.0.0.1:${at}/`, headers: {}, body: "" }, 200)).rejects.toThrow(
      "within 0.2 s",
    );
    silent.closeAllConnections();
    silent.close();
  });

  it("says when nobody listens", async () => {
    const none = createServer();
    await new Promise<void>((resolve) => none.listen(0, "127.0.0.1", resolve));
    const at = (none.address() as AddressInfo).port;
    await new Promise((resolve) => none.close(resolve));
    const error: Error = await attempt(`http://127.0.0.1:${at}/`, createGuard("127.0.0.1")).then(
      () => new Error("it was reached"),
      (failure: Error) => failure,
    );
    expect(error).toBeInstanceOf(NoAnswer);
    expect(error.message).toContain("nobody listens there");
  });

  it("reads no more of an answer than its beginning", async () => {
    const endless = createServer((_, response) => {
      const timer = setInterval(() => response.write("x".repeat(32_768)), 1);
      response.once("close", () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => endless.listen(0, "127.0.0.1", resolve));
    const at = (endless.address() as AddressInfo).port;
    const answer = await attempt(`http://127.0.0.1:${at}/`, createGuard("127.0.0.1"));
    expect([answer.status, answer.body.length]).toEqual([200, 65_536]);
    endless.closeAllConnections();
    endless.close();
  });
});
