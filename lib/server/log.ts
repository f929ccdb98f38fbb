import pino, { type Logger } from "pino";

const shared = globalThis as typeof globalThis & { tidemarkLog?: Logger };

/**
 * This process's log: one JSON object a line on stdout. `npm start` writes it to a file in the data folder and shows
 * warnings and errors in the terminal. TIDEMARK_LOG_LEVEL: trace, debug, info (default), warn, error, silent.
 * Never give it a key, a cookie, a link or a record: say which one by its id.
 */
export function getLog(): Logger {
  shared.tidemarkLog ??= pino({
    level: process.env.TIDEMARK_LOG_LEVEL ?? (process.env.VITEST ? "silent" : "info"),
    base: { process: process.env.TIDEMARK_PROCESS ?? "tidemark", pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    // The second wall, for whole requests and errors that carry them.
    redact: {
      paths: [
        "authorization",
        "cookie",
        "password",
        "*.authorization",
        "*.cookie",
        "*.password",
        '*["x-api-key"]',
        '*["x-amz-firehose-access-key"]',
      ],
      censor: "[hidden]",
    },
  });
  return shared.tidemarkLog;
}
