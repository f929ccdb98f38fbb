/**
 * The web process: one HTTP server. Ingest, health and metrics are answered before Next.js sees them (a route handler takes some
 * 1,200 small posts a second, this server twenty times as many); pages and the rest of the API are Next's.
 * Environment: DATABASE_URL, HOST, PORT; TIDEMARK_DEV=1 runs Next in development mode.
 */
import { fileURLToPath } from "node:url";
import next from "next";
import { alarmLoop } from "#server/alarms/alarm-loop.ts";
import { closePool, getPool } from "#server/db/pool.ts";
import { localAddress, readEnv } from "#server/env.ts";
import { ingestLimits } from "#server/ingest/ingest-bytes.ts";
import { getLog } from "#server/log.ts";
import { notifyLoop } from "#server/notify/notify-loop.ts";
import { createWebServer } from "./web-server.ts";

/** `npm start` waits ten seconds for a process to end. */
const PATIENCE_MS = 8_000;

const env = readEnv(process.env);
const log = getLog();
const dev = process.env.TIDEMARK_DEV === "1";
const app = next({ dev, dir: fileURLToPath(new URL("..", import.meta.url)), customServer: true, hostname: env.host, port: env.port });
await app.prepare();
const pages = app.getRequestHandler();

const { server, stop } = createWebServer({
  pool: getPool(),
  limits: ingestLimits(),
  log,
  pages: (request, response) => pages(request, response),
});
// Only the development mode speaks WebSocket; in production an upgrade is refused.
if (dev) {
  const upgrade = app.getUpgradeHandler();
  server.on("upgrade", (request, socket, head) => void upgrade(request, socket, head));
}

server.on("error", (error) => {
  log.fatal({ err: error }, "the web server cannot listen");
  process.exit(1);
});
server.listen(env.port, env.host, () => log.info({ address: localAddress(env) }, "web server listens"));

// The worker does this too. Here it is done so that somebody is told when there is no worker any more.
const watching = [
  alarmLoop(getPool(), {
    onlySystem: true,
    onError: (error) => log.error({ err: error }, "an alarm of Tidemark's own could not be evaluated; trying again"),
  }),
  notifyLoop(getPool(), { onError: (error) => log.error({ err: error }, "telling people failed; trying again") }),
];

let stopping = false;
async function shutDown(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, "stopping: answering what is under way");
  await stop(PATIENCE_MS);
  await app.close().catch((error: unknown) => log.warn({ err: error }, "Next did not close cleanly"));
  await Promise.all(watching.map((loop) => loop.stop()));
  await closePool();
  process.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void shutDown(signal));
