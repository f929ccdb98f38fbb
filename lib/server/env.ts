/** Everything that an operator can set from outside. */
export interface Env {
  port: number;
  host: string;
  /** Folder of the built-in data base and of the files that start writes. */
  dataDir: string;
  /** A Postgres of one's own; null: the built-in one. */
  databaseUrl: string | null;
  /** The address that people use, without a slash at its end; null: what HOST and PORT say. */
  publicUrl: string | null;
  bootstrapKey: string | null;
  sample: "bank" | "none";
}

/** Reads the environment. Throws one error that names everything wrong in it. */
export function readEnv(env: Record<string, string | undefined>): Env {
  const wrong: string[] = [];
  const text = (name: string): string | null => env[name]?.trim() || null;

  const port = Number(text("PORT") ?? "3000");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) wrong.push(`PORT must be a whole number from 1 to 65535, not "${env.PORT}"`);

  const databaseUrl = text("DATABASE_URL");
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl)) wrong.push("DATABASE_URL must begin with postgres:// or postgresql://");

  const publicUrl = text("TIDEMARK_URL")?.replace(/\/+$/, "") ?? null;
  if (publicUrl && !(URL.canParse(publicUrl) && /^https?:$/.test(new URL(publicUrl).protocol))) {
    wrong.push(`TIDEMARK_URL must be an address such as https://tidemark.example.org, not "${publicUrl}"`);
  }

  const sample = text("TIDEMARK_SAMPLE") ?? "bank";
  if (sample !== "bank" && sample !== "none") wrong.push(`TIDEMARK_SAMPLE must be bank or none, not "${sample}"`);

  if (wrong.length > 0) throw new Error(`${wrong.join(".\n")}.`);
  return {
    port,
    host: text("HOST") ?? "127.0.0.1",
    dataDir: text("TIDEMARK_DATA_DIR") ?? ".tidemark",
    databaseUrl,
    publicUrl,
    bootstrapKey: text("TIDEMARK_BOOTSTRAP_KEY"),
    sample: sample === "none" ? "none" : "bank",
  };
}

/** The address at which this machine reaches the web process. */
export function localAddress({ host, port }: Pick<Env, "host" | "port">): string {
  const everywhere = host === "0.0.0.0" || host === "::";
  const name = everywhere ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
