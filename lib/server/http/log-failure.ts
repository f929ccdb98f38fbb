import { getLog } from "../log.ts";

/** Writes a fault of ours to the log with its stack: the answer carries only the request id. */
export function logFailure(error: unknown, about: { requestId: string; operation: string }): void {
  getLog().error({ ...about, err: error }, `${about.operation} failed`);
}
