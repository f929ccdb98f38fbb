/** What is wrong with an uploaded file, in words that a person can act on. Codes are stable. */
export class UploadError extends Error {
  readonly code: string;
  /** Line of a text file or row of a table, counted from 1, where it is known. */
  readonly line: number | null;

  constructor(code: string, detail: string, line: number | null = null) {
    super(detail);
    this.name = "UploadError";
    this.code = code;
    this.line = line;
  }
}
