import { isUtf8 } from "node:buffer";
import { UploadError } from "#core/references/upload-error.ts";

/** Refuses what is no UTF-8 text, with words about what it seems to be instead. */
export function checkText(bytes: Buffer, wanted: string): void {
  const head = bytes.toString("latin1", 0, 8);
  if (bytes.length === 0 || bytes.every((byte) => byte === 0x20 || (byte >= 9 && byte <= 13))) {
    throw new UploadError("empty_file", "The file is empty.");
  }
  if (head.startsWith("PK\u0003\u0004")) throw wrong(wanted, "an Excel workbook or a zip archive; save the sheet as CSV (UTF-8)");
  if (head.startsWith("PAR1")) throw wrong(wanted, "a Parquet file; send it as application/vnd.apache.parquet");
  if (head.startsWith("ARROW1")) throw wrong(wanted, "an Arrow file; send it as application/vnd.apache.arrow.file");
  if (isUtf16(bytes)) throw new UploadError("not_utf8", "The file is in UTF-16. Save it as UTF-8 (in Excel: CSV UTF-8).");
  if (!isUtf8(bytes)) {
    const line = firstBadLine(bytes);
    throw new UploadError("not_utf8", `Line ${line} is not valid UTF-8. Save the file as UTF-8 (in Excel: CSV UTF-8).`, line);
  }
}

const wrong = (wanted: string, what: string) => new UploadError("wrong_format", `This is not ${wanted} but looks like ${what}.`);

function isUtf16(bytes: Buffer): boolean {
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  // Without its mark: every other byte of ASCII text is NUL.
  const head = bytes.subarray(0, 64);
  return head.length >= 4 && head.filter((byte) => byte === 0).length * 3 > head.length;
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, from);
    const to = end < 0 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(from, to))) return line;
    from = to + 1;
  }
  return line;
}
