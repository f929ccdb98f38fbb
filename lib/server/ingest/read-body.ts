import type { IncomingMessage } from "node:http";
import { createGunzip, createInflate, createInflateRaw, createZstdDecompress } from "node:zlib";
import { Problem } from "../http/problem.ts";
import type { ByteShare } from "./byte-budget.ts";
import type { IngestLimits } from "./limits.ts";

/** The client went away before its body was complete: there is nobody to answer. */
export class ClientGone extends Error {}

export type Encoding = "identity" | "gzip" | "deflate" | "zstd";

type BodyLimits = Pick<IngestLimits, "wireBytes" | "inflatedBytes" | "readMs">;

/** The Content-Encoding; throws 415 on one that we do not take, or on several. */
export function encodingOf(header: string | undefined): Encoding {
  const encoding = (header ?? "identity").trim().toLowerCase() || "identity";
  if (encoding === "x-gzip") return "gzip";
  if (encoding === "identity" || encoding === "gzip" || encoding === "deflate" || encoding === "zstd") return encoding;
  throw new Problem({
    status: 415,
    code: "unsupported_encoding",
    detail: `Content-Encoding ${JSON.stringify(encoding)} is not taken: send gzip, deflate, zstd or nothing.`,
    headers: { "Accept-Encoding": "gzip, deflate, zstd, identity" },
  });
}

/** Reads the body as it comes over the wire. Throws 413, 408 and 429 as soon as it is known, ClientGone when the client is. */
export async function readWire(request: IncomingMessage, limits: BodyLimits, share: ByteShare): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > limits.wireBytes) throw tooLarge("body_too_large", limits.wireBytes, "on the wire");
  const chunks: Buffer[] = [];
  let size = 0;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => fail(slow(limits.readMs)), limits.readMs);
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      try {
        if (size > limits.wireBytes) throw tooLarge("body_too_large", limits.wireBytes, "on the wire");
        share.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = () => done(resolve);
    const onGone = () => fail(new ClientGone("the client closed the connection before its body was complete"));
    const done = (then: () => void) => {
      clearTimeout(timer);
      request.off("data", onData).off("end", onEnd).off("error", onGone).off("close", onGone);
      then();
    };
    const fail = (error: unknown) => done(() => reject(error));
    request.on("data", onData).on("end", onEnd).on("error", onGone).on("close", onGone);
  });
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

/**
 * Inflates a whole body, counting what comes out: a small body can hold gigabytes. Several gzip members or zstd frames one after
 * another are one body. Throws 413 when it grows too large, 422 when it is damaged, cut off or followed by something else.
 */
export async function inflate(wire: Buffer, encoding: Encoding, limits: BodyLimits, share: ByteShare): Promise<Buffer> {
  if (encoding === "identity") {
    if (wire.length > limits.inflatedBytes) throw tooLarge("inflated_too_large", limits.inflatedBytes, "after inflating");
    return wire;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const keep = (chunk: Buffer) => {
    size += chunk.length;
    if (size > limits.inflatedBytes) throw tooLarge("inflated_too_large", limits.inflatedBytes, "after inflating");
    share.take(chunk.length);
    chunks.push(chunk);
  };
  let rest = wire;
  do {
    const used = await inflateOnce(rest, encoding, keep);
    // Node's zstd stops after the first frame without a word; deflate has no members at all.
    if (used < rest.length && encoding !== "zstd") throw damaged(encoding, "something follows after its end");
    if (used === 0) throw damaged(encoding, "something follows after its end");
    rest = rest.subarray(used);
  } while (rest.length > 0);
  share.give(wire.length);
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

/** Inflates one stream; gives how many bytes of the input it took. */
function inflateOnce(input: Buffer, encoding: Exclude<Encoding, "identity">, keep: (chunk: Buffer) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const stream = inflater(input, encoding);
    const fail = (error: unknown) => {
      stream.destroy();
      reject(error);
    };
    stream.on("data", (chunk: Buffer) => {
      try {
        keep(chunk);
      } catch (error) {
        fail(error);
      }
    });
    stream.on("end", () => resolve(stream.bytesWritten));
    stream.on("error", (error: NodeJS.ErrnoException) => {
      reject(damaged(encoding, error.code === "Z_BUF_ERROR" ? "it was cut off" : error.message));
    });
    stream.end(input);
  });
}

function inflater(input: Buffer, encoding: Exclude<Encoding, "identity">) {
  const options = { chunkSize: Math.min(1 << 20, Math.max(1 << 14, input.length * 4)) };
  if (encoding === "gzip") return createGunzip(options);
  if (encoding === "zstd") return createZstdDecompress(options);
  // "deflate" means zlib's format; some clients send it raw.
  const zlib = input.length >= 2 && (input[0]! & 0x0f) === 8 && ((input[0]! << 8) | input[1]!) % 31 === 0;
  return zlib ? createInflate(options) : createInflateRaw(options);
}

function tooLarge(code: string, most: number, where: string): Problem {
  return new Problem({
    status: 413,
    code,
    detail: `The body is larger than ${most} bytes ${where}: send smaller batches (GET /api/v1/limits lists the limits).`,
  });
}

function slow(ms: number): Problem {
  return new Problem({
    status: 408,
    code: "body_too_slow",
    detail: `The body did not arrive within ${Math.round(ms / 1000)} seconds.`,
    headers: { Connection: "close" },
  });
}

function damaged(encoding: string, why: string): Problem {
  return new Problem({
    status: 422,
    code: "damaged_body",
    detail: `The ${encoding} body cannot be inflated: ${why}. Nothing of it was stored.`,
  });
}
