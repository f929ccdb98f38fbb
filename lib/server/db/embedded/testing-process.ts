// A process of its own that runs the built-in Postgres, for tests that kill it: node testing-process.ts '<options as JSON>'.
// Says one line of JSON when the server runs; stops it when its stdin ends.
import { type EmbeddedOptions, startEmbedded } from "./index.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as Omit<EmbeddedOptions, "log">;
try {
  const server = await startEmbedded({ ...options, log: (message) => process.stderr.write(`${message}\n`) });
  process.stdout.write(`${JSON.stringify({ url: server.url, pid: server.pid, fresh: server.fresh })}\n`);
  process.stdin.resume();
  process.stdin.once("close", async () => {
    await server.stop();
    process.exit(0);
  });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
