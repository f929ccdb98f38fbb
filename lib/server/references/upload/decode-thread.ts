import { parentPort, workerData } from "node:worker_threads";
import { UploadError } from "#core/references/upload-error.ts";
import { type Decoded, type DecodedSegment, type DecodeRequest, decodeFile } from "./decode-file.ts";

/** What the thread says to its parent. */
export type ThreadMessage =
  | { type: "segment"; segment: DecodedSegment }
  | { type: "done"; decoded: Decoded }
  | { type: "error"; code: string; message: string; line: number | null };

/** Runs in a thread of its own (decode.ts), so that a file that is made to hurt hurts nobody but itself. */
const say = (message: ThreadMessage, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(message, transfer);

try {
  const decoded = await decodeFile(workerData as DecodeRequest, (segment) => say({ type: "segment", segment }, [segment.payload.buffer]));
  say({ type: "done", decoded });
} catch (error) {
  if (!(error instanceof UploadError)) throw error;
  say({ type: "error", code: error.code, message: error.message, line: error.line });
}
