/** Node's headers or the web's. */
export type AnyHeaders = Headers | Record<string, string | string[] | undefined>;

/** One header, by its lower-case name; repeated ones as the first. */
export function headerOf(headers: AnyHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export interface Credentials {
  /** The token of `/i/{token}/...`. */
  fromPath: string | null;
  /** Keys from headers, in the order in which they are tried. */
  fromHeaders: string[];
}

const TOKEN_PATH = /^\/i\/([^/?#]+)(?:[/?#]|$)/;

/** User or password of Basic: shippers can often fill only one of them. The password is tried first. */
function basicKeys(encoded: string): string[] {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? [text] : [text.slice(colon + 1), text.slice(0, colon)];
}

function authorizationKeys(value: string): string[] {
  const match = /^\s*([A-Za-z-]+)\s+(\S+)\s*$/.exec(value);
  if (!match) return [];
  const scheme = match[1]!.toLowerCase();
  if (scheme === "bearer" || scheme === "token" || scheme === "apikey") return [match[2]!];
  return scheme === "basic" ? basicKeys(match[2]!) : [];
}

/** Every place where a shipper can put a key. Nothing is checked here. */
export function credentialsOf(headers: AnyHeaders, path: string): Credentials {
  const fromHeaders: string[] = [];
  const authorization = headerOf(headers, "authorization");
  if (authorization) fromHeaders.push(...authorizationKeys(authorization));
  for (const name of ["x-api-key", "x-amz-firehose-access-key"]) {
    const value = headerOf(headers, name)?.trim();
    if (value) fromHeaders.push(value);
  }
  const token = TOKEN_PATH.exec(path)?.[1] ?? null;
  return { fromPath: token, fromHeaders: fromHeaders.filter((key) => key !== "") };
}
