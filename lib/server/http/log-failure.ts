/** Writes a fault of ours to the log, on one line, with its stack: the answer carries only the request id. */
export function logFailure(error: unknown, about: { requestId: string; operation: string }): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ level: "error", time: new Date().toISOString(), ...about, error: stack })}\n`);
}
