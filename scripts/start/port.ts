import { execFileSync } from "node:child_process";
import { createServer } from "node:net";

/** Throws a sentence when the web process will not be able to listen there. */
export async function checkPort(host: string, port: number): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject);
      probe.listen({ host, port, exclusive: true }, resolve);
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      throw new Error(
        `Port ${port} on ${host} is taken${culprit(port)}. Stop what listens there, or choose another port: PORT=${port + 1} npm start`,
      );
    }
    if (code === "EACCES") throw new Error(`You may not listen on port ${port}. Choose one above 1023: PORT=3000 npm start`);
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
      throw new Error(`HOST=${host} is no address of this machine. Use 127.0.0.1, or 0.0.0.0 to listen on all of them.`);
    throw new Error(`Cannot listen on ${host}, port ${port}: ${message}`);
  } finally {
    await new Promise<void>((resolve) => probe.close(() => resolve()));
  }
}

/** " by node (process 123)" where `ss` can tell. */
function culprit(port: number): string {
  try {
    const text = execFileSync("ss", ["-Hltnp", `sport = :${port}`], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 2_000,
    });
    const found = /"([^"]+)",pid=(\d+)/.exec(text);
    return found ? ` by ${found[1]} (process ${found[2]})` : "";
  } catch {
    return "";
  }
}
