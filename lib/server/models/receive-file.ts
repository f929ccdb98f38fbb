import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { Problem } from "../http/problem.ts";

/** Counts what goes through and ends the pipeline when it becomes too much: a small body can hold gigabytes. */
class Counted extends Transform {
  bytes = 0;
  private readonly most: number;

  constructor(most: number) {
    super();
    this.most = most;
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.bytes += chunk.byteLength;
    if (this.bytes <= this.most) done(null, chunk);
    else done(new Problem({ status: 413, code: "file_too_large", detail: `A reference file may have ${this.most} bytes once unpacked.` }));
  }
}

function inflaterFor(encoding: string | null): Transform[] {
  const name = encoding?.trim().toLowerCase() ?? "";
  if (name === "" || name === "identity") return [];
  if (name === "gzip" || name === "x-gzip") return [createGunzip()];
  if (name === "zstd") return [createZstdDecompress()];
  throw new Problem({
    status: 415,
    code: "unsupported_encoding",
    detail: `Content-Encoding "${name}" is not read here; send gzip, zstd or the file as it is.`,
  });
}

const broken = (error: unknown): Problem => {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code === "ENOSPC")
    return new Problem({
      status: 503,
      code: "storage_low",
      detail: "The server's disk is full.",
      headers: { "Retry-After": "5" },
      cause: error,
    });
  return new Problem({
    status: 422,
    code: "broken_body",
    detail: "The body ended too early, or is not what its Content-Encoding says.",
    cause: error,
  });
};

/**
 * Streams a request's body, unpacked, into a temporary file, hands its path to `work`, and removes it afterwards whatever
 * happens. 413 beyond `most` bytes, 415 for an unknown encoding, 422 for a body that is empty or breaks off.
 */
export async function withReceivedFile<T>(request: Request, most: number, work: (path: string, bytes: number) => Promise<T>): Promise<T> {
  const inflater = inflaterFor(request.headers.get("content-encoding"));
  const folder = await mkdtemp(join(tmpdir(), "tidemark-upload-"));
  try {
    const path = join(folder, "file");
    const counted = new Counted(most);
    const body = request.body ? Readable.fromWeb(request.body as never) : Readable.from([]);
    try {
      await pipeline([body, ...inflater, counted, createWriteStream(path, { mode: 0o600 })]);
    } catch (error) {
      throw error instanceof Problem ? error : broken(error);
    }
    if (counted.bytes === 0)
      throw new Problem({ status: 422, code: "empty_file", detail: "The body is empty: send the file's content as the body." });
    return await work(path, counted.bytes);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
