import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** Calls `each` for every line of a stream; a last one without an end too. */
export function lines(stream: Readable | null, each: (line: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream?.on("data", (chunk: Buffer) => {
    const parts = (rest + decoder.write(chunk)).split(/\r?\n/);
    rest = parts.pop() ?? "";
    for (const part of parts) each(part);
  });
  stream?.on("end", () => {
    if (rest !== "") each(rest);
  });
}
