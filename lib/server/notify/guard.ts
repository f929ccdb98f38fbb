import { lookup as dnsLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

// Where Tidemark may connect to when people say where: public addresses, and what the operator allows (TIDEMARK_ALLOWED_HOSTS).
// An address is checked after it is known and right before it is connected to, so a name cannot change its mind in between.

/** The address may not be connected to. The message says why, and what to do. */
export class RefusedAddress extends Error {
  constructor(message: string) {
    super(message);
    this.name = "RefusedAddress";
  }
}

/** A private address, with what an operator would have to write to allow it. */
const refusePrivate = (what: string, allow: string): RefusedAddress =>
  new RefusedAddress(
    `${what}. Tidemark does not connect there, so that nobody reaches internal services through a channel. If this is a receiver of yours, start Tidemark with TIDEMARK_ALLOWED_HOSTS=${allow}.`,
  );

interface AllowList {
  /** Lower-case names without a dot at the end; port null: every port. */
  hosts: { host: string; port: number | null }[];
  ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][];
}

const withoutDot = (host: string): string => host.toLowerCase().replace(/\.$/, "");
const bare = (host: string): string => (host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host);

/** Reads TIDEMARK_ALLOWED_HOSTS: host names, host:port, addresses and CIDR ranges, separated by commas or spaces. */
export function readAllowList(text: string | undefined): AllowList {
  const list: AllowList = { hosts: [], ranges: [] };
  for (const entry of (text ?? "").split(/[\s,]+/).filter((one) => one !== "")) {
    if (entry.includes("/")) {
      if (!ipaddr.isValidCIDR(entry)) throw new Error(`TIDEMARK_ALLOWED_HOSTS: "${entry}" is not a range such as 10.0.0.0/8.`);
      list.ranges.push(ipaddr.parseCIDR(entry));
      continue;
    }
    const match = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(entry);
    const host = match?.[1] ?? entry;
    if (!match && !ipaddr.isValid(entry)) throw new Error(`TIDEMARK_ALLOWED_HOSTS: "${entry}" is neither a host, a host:port nor a range.`);
    list.hosts.push({ host: canonical(host) ?? withoutDot(host), port: match?.[2] ? Number(match[2]) : null });
  }
  return list;
}

/** One spelling for each host, as URLs have it: 0x7f.1, 2130706433 and 127.0.0.1. are 127.0.0.1. Null for what is not a host. */
function canonical(host: string): string | null {
  const text = ipaddr.IPv6.isValid(host) && !host.includes("%") ? `[${host}]` : host;
  if (/[/?#@\\\s]/.test(text)) return null;
  try {
    const url = new URL(`http://${text}`);
    return url.port === "" && url.pathname === "/" ? withoutDot(bare(url.hostname)) || null : null;
  } catch {
    return null;
  }
}

/** Only addresses of the public internet: IPv4 that no registry reserves, and global unicast IPv6 that carries no IPv4 inside. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || address.includes("%")) return false;
  // ipaddr.js takes ::8.8.8.8 for ::ffff:8.8.8.8; written in hexadecimal it does not.
  const parsed = ipaddr.parse(address.includes(":") ? (canonical(address) ?? address) : address);
  if (parsed instanceof ipaddr.IPv6) {
    if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().range() === "unicast";
    // Only 2000::/3 is given out; the rest holds IPv4-compatible, NAT64 and future addresses.
    return parsed.range() === "unicast" && (parsed.parts[0]! & 0xe000) === 0x2000;
  }
  return parsed.range() === "unicast";
}

/** This machine, whatever the DNS says. */
const LOCAL_NAME = /(^|\.)(localhost6?|ip6-localhost|ip6-loopback|localdomain)$/;

/** What a lookup gives: dns.lookup with `all`, or a double of it in tests. */
export type Resolver = (
  host: string,
  options: { all: true; verbatim: true },
  done: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void;

export interface Guard {
  /** The canonical host, without asking the DNS. Throws RefusedAddress for a literal or a name that is refused whatever the DNS says. */
  checkHost(host: string, port: number): string;
  /** For net.connect: every address is checked, and those are the ones that are connected to. */
  lookup(port: number): LookupFunction;
  /** A checked address of a host, for clients that cannot be given a lookup. */
  resolve(host: string, port: number): Promise<string>;
  /** Whether a connection to this address, for this host, is all right. */
  admits(host: string, port: number, address: string): boolean;
}

export function createGuard(allowed: string | undefined, resolver: Resolver = dnsLookup): Guard {
  const list = readAllowList(allowed);
  const named = (host: string, port: number) => list.hosts.some((one) => one.host === host && (one.port === null || one.port === port));
  const inRange = (address: string) => {
    if (list.ranges.length === 0 || !ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return list.ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits));
  };
  const admits = (host: string, port: number, address: string) =>
    named(host, port) || named(withoutDot(address), port) || inRange(address) || isPublicAddress(address);

  function checkHost(host: string, port: number): string {
    const name = canonical(host);
    if (name === null || host.includes("%")) throw new RefusedAddress(`"${host}" is not the name of a host.`);
    if (ipaddr.isValid(name)) {
      if (!admits(name, port, name)) throw refusePrivate(`${name} is a private address`, hostPort(name, port));
    } else if (LOCAL_NAME.test(name) && !admits(name, port, "127.0.0.1") && !admits(name, port, "::1")) {
      throw refusePrivate(`${name} is this machine itself`, hostPort(name, port));
    }
    return name;
  }

  function lookup(port: number): LookupFunction {
    return (hostname, options, callback) => {
      let host: string;
      try {
        host = checkHost(hostname, port);
      } catch (error) {
        return callback(error as Error, []);
      }
      resolver(hostname, { all: true, verbatim: true }, (error, addresses) => {
        if (error) return callback(error, []);
        const refused = addresses.find((one) => !admits(host, port, one.address));
        if (refused || addresses.length === 0) {
          const refusal = refused
            ? refusePrivate(`${host} is at ${refused.address}, a private address`, hostPort(host, port))
            : new RefusedAddress(`${host} has no address.`);
          return callback(refusal, []);
        }
        if (options.all) callback(null, addresses);
        else callback(null, addresses[0]!.address, addresses[0]!.family);
      });
    };
  }

  async function resolve(host: string, port: number): Promise<string> {
    const name = checkHost(host, port);
    if (ipaddr.isValid(name)) return name;
    return new Promise((done, fail) => {
      lookup(port)(name, { all: false }, (error, address) => (error ? fail(error) : done(address as string)));
    });
  }

  return { checkHost, lookup, resolve, admits };
}

const hostPort = (host: string, port: number): string => (host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`);

/** An address to send to: http or https, without a name and password in it, and to a host that may be connected to. */
export function checkUrl(guard: Guard, address: string): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new RefusedAddress("This is not an address such as https://example.org/hook.");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new RefusedAddress("The address must begin with https:// or http://.");
  if (url.username || url.password) throw new RefusedAddress("The address holds a user name or a password: leave them out.");
  guard.checkHost(bare(url.hostname), portOf(url));
  return url;
}

export const portOf = (url: URL): number => Number(url.port) || (url.protocol === "https:" ? 443 : 80);
