/** Where an ingest request goes. */
export interface IngestPath {
  /** The model that the path names. */
  model?: string;
}

const INGEST = /^(?:\/api\/v1\/ingest|\/i\/[^/]+\/ingest)(?:\/([^/]+))?\/?$/;

/** Reads `/api/v1/ingest`, `/api/v1/ingest/{model}` and the same below `/i/{token}/`; null for every other path. */
export function parseIngestPath(path: string): IngestPath | null {
  const match = INGEST.exec(path);
  if (!match) return null;
  if (match[1] === undefined) return {};
  try {
    return { model: decodeURIComponent(match[1]).normalize("NFC") };
  } catch {
    return null;
  }
}
