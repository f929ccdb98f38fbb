import type { Limits } from "#core/records/types.ts";

/** What a request may hold (GET /api/v1/limits shows it), and what the process and the data base bear. */
export interface IngestLimits extends Limits {
  /** Bodies that are read, inflated and stored at one time, in all: beyond it requests are answered 429. */
  inFlightBytes: number;
  /** How long a client may take to send its body, in ms. */
  readMs: number;
  columnsPerModel: number;
  versionsPerModel: number;
  modelsPerProject: number;
  /** Rejected records that are kept for people, per project; the oldest go first. */
  quarantineRows: number;
  /** Bytes of one rejected record that are kept. */
  quarantineBytes: number;
  /** Rejections that one answer lists; the count is always exact. */
  errorsListed: number;
}

export const DEFAULT_LIMITS: IngestLimits = {
  wireBytes: 16 * 1024 * 1024,
  inflatedBytes: 64 * 1024 * 1024,
  records: 50_000,
  recordBytes: 256 * 1024,
  imageRecordBytes: 8 * 1024 * 1024,
  depth: 8,
  columns: 500,
  nameBytes: 200,
  idBytes: 200,
  futureMs: 600_000,
  inFlightBytes: 192 * 1024 * 1024,
  readMs: 30_000,
  columnsPerModel: 2_000,
  versionsPerModel: 1_000,
  modelsPerProject: 1_000,
  quarantineRows: 10_000,
  quarantineBytes: 64 * 1024,
  errorsListed: 100,
};

/** The limits with what the environment changes: `TIDEMARK_LIMIT_WIRE_BYTES=33554432` and so on. Throws one error that names what is wrong. */
export function readLimits(env: Record<string, string | undefined>): IngestLimits {
  const limits = { ...DEFAULT_LIMITS };
  const wrong: string[] = [];
  for (const name of Object.keys(limits) as (keyof IngestLimits)[]) {
    const variable = `TIDEMARK_LIMIT_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
    const text = env[variable]?.trim();
    if (!text) continue;
    const value = Number(text);
    if (Number.isSafeInteger(value) && value > 0) limits[name] = value;
    else wrong.push(`${variable} must be a whole number above 0, not "${text}"`);
  }
  if (wrong.length > 0) throw new Error(`${wrong.join(".\n")}.`);
  return limits;
}
