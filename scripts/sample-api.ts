// The few calls of the public API that loading a sample needs, with a progress line for the terminal.

interface JobHandle {
  id: number;
}

class ApiFailure extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const PAUSE_MS = 250;
const REFERENCE_TIMEOUT_MS = 120_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A client of the address and key in the environment (TIDEMARK_URL, TIDEMARK_KEY). */
export function createSampleApi() {
  const base = process.env.TIDEMARK_URL;
  const key = process.env.TIDEMARK_KEY;
  if (!base || !key)
    throw new Error(
      "Set TIDEMARK_URL to Tidemark's address and TIDEMARK_KEY to a key with the scopes ingest, models:write, read and admin.",
    );

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const bytes = body instanceof Uint8Array;
    const response = await fetch(new URL(path, base), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(bytes
          ? { "content-type": "application/x-ndjson", "content-encoding": "gzip" }
          : body === undefined
            ? {}
            : { "content-type": "application/json" }),
      },
      body: bytes ? new Uint8Array(body) : body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new ApiFailure(response.status, `${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** Sends a batch again when the server is busy or restarting; ids make a repeat harmless. */
  async function withRetries<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const passing = error instanceof ApiFailure ? error.status === 429 || error.status === 503 : error instanceof TypeError;
        if (!passing || attempt >= 20) throw error;
        await pause(Math.min(2000, 100 * 2 ** attempt));
      }
    }
  }

  const model = (name: string) => `/api/v1/models/${encodeURIComponent(name)}`;
  const line = (text: string) => {
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}`);
    else process.stdout.write(`${text}\n`);
  };

  return {
    async ensureModel(body: { name: string } & Record<string, unknown>): Promise<void> {
      try {
        await withRetries(() => call("POST", "/api/v1/models", body));
      } catch (error) {
        if (!(error instanceof ApiFailure && error.status === 409)) throw error;
      }
    },
    /** UTC day of the oldest record, or null when there is none (or no such model). */
    async oldestRecordDay(name: string): Promise<string | null> {
      try {
        const found = await withRetries(() => call<{ first_record_at: string | null }>("GET", model(name)));
        return found.first_record_at?.slice(0, 10) ?? null;
      } catch (error) {
        if (error instanceof ApiFailure && error.status === 404) return null;
        throw error;
      }
    },
    startJob: (title: string, name: string, total: number) =>
      withRetries(() => call<JobHandle>("POST", "/api/v1/jobs", { kind: "sample", title, model: name, total })),
    async ingest(body: Uint8Array, count: number): Promise<void> {
      const answer = await withRetries(() =>
        call<{ accepted: number; duplicates: number; rejected: number; errors: unknown[] }>("POST", "/api/v1/ingest", body),
      );
      if (answer.rejected > 0 || answer.accepted + answer.duplicates !== count) {
        throw new Error(`The sample was not taken whole: ${JSON.stringify(answer).slice(0, 500)}`);
      }
    },
    async progress(job: JobHandle, done: number, total: number, message: string): Promise<void> {
      const width = 28;
      const filled = Math.round((width * done) / total);
      line(`  sample ${"█".repeat(filled)}${"░".repeat(width - filled)} ${message}`);
      await withRetries(() => call("PATCH", `/api/v1/jobs/${job.id}`, { status: "running", done, total, message }));
    },
    async finish(job: JobHandle, total: number, message: string): Promise<void> {
      await withRetries(() => call("PATCH", `/api/v1/jobs/${job.id}`, { status: "done", done: total, total, message }));
      line(`  sample ready: ${message}\n`);
    },
    async fail(job: JobHandle, message: string): Promise<void> {
      line(`  sample failed: ${message}\n`);
      await call("PATCH", `/api/v1/jobs/${job.id}`, { status: "failed", error: message.slice(0, 2000) }).catch(() => undefined);
    },
    /** Sets the time range as reference unless the model has one, and waits until it is in force. */
    async setReferenceOnce(name: string, window: { from: string; to: string }): Promise<void> {
      type State = { reference: unknown; building: { job: number } | null };
      const before = await withRetries(() => call<State>("GET", model(name)));
      if (before.reference) return;
      if (!before.building) await withRetries(() => call("PUT", `${model(name)}/reference`, { window }));
      for (const start = Date.now(); Date.now() - start < REFERENCE_TIMEOUT_MS; await pause(PAUSE_MS)) {
        const state = await withRetries(() => call<State>("GET", model(name)));
        if (state.reference && !state.building) return;
        if (!state.building) break;
      }
      throw new Error("The reference was not built; the page Settings says why.");
    },
    async waitUntilCounted(name: string): Promise<void> {
      for (const start = Date.now(); Date.now() - start < REFERENCE_TIMEOUT_MS; await pause(PAUSE_MS)) {
        const state = await withRetries(() => call<{ health: { waiting: number } }>("GET", model(name)));
        if (state.health.waiting === 0) return;
      }
    },
  };
}
