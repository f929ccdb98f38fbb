/** How large an uploaded reference may be. Decoding runs in a thread of its own with a bounded heap and bounded time. */
export const UPLOAD_LIMITS = {
  fileBytes: 64 * 1024 * 1024,
  rows: 5_000_000,
  columns: 500,
  /** UTF-8 bytes of a column's name; the same as for logged records. */
  nameBytes: 200,
  /** Heap of the decoding thread, in MiB. */
  heapMiB: 1024,
  decodeMs: 120_000,
  /** Rows of one stored segment. */
  segmentRows: 5_000,
} as const;

export type UploadLimits = { [K in keyof typeof UPLOAD_LIMITS]: number };
