import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { UploadError } from "#core/references/upload-error.ts";
import type { Decoded, DecodedSegment, DecodeRequest } from "./decode-file.ts";
import type { ThreadMessage } from "./decode-thread.ts";

/** A path rather than an import: a bundler of the web process would take the file apart. All processes start in the project's folder. */
const THREAD = ["lib", "server", "references", "upload", "decode-thread.ts"];

/** Decodes a file in a thread with a bounded heap and bounded time. Throws UploadErrors. */
export async function decodeInThread(request: DecodeRequest): Promise<Decoded & { segments: DecodedSegment[] }> {
  const { heapMiB, decodeMs } = request.limits;
  const worker = new Worker(join(process.cwd(), ...THREAD), {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB, maxYoungGenerationSizeMb: 64 },
    stdout: true,
    stderr: true,
    env: {},
  });
  const segments: DecodedSegment[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    const decoded = await new Promise<Decoded>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new UploadError("decode_timeout", `Reading the file took more than ${decodeMs / 1000} seconds. Send a smaller sample.`));
      }, decodeMs);
      worker.on("message", (message: ThreadMessage) => {
        if (message.type === "segment") segments.push(message.segment);
        else if (message.type === "done") resolve(message.decoded);
        else reject(new UploadError(message.code, message.message, message.line));
      });
      worker.on("error", (error: NodeJS.ErrnoException) => {
        const full = error.code === "ERR_WORKER_OUT_OF_MEMORY";
        reject(
          full ? new UploadError("too_large", `Reading the file takes more than ${heapMiB} MiB of memory. Send a smaller sample.`) : error,
        );
      });
      worker.on("exit", () => reject(new UploadError("broken_file", "The file cannot be read.")));
    });
    return { ...decoded, segments };
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
