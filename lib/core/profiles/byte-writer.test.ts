import { expect, test } from "vitest";
import { ByteWriter } from "./byte-writer.ts";

test.each([
  ["u16", 2],
  ["u32", 4],
  ["f64", 8],
] as const)("%s written across the end of the buffer is where it belongs", (method, size) => {
  for (let before = 1024 - 2 * size; before <= 1024 + size; before++) {
    const writer = new ByteWriter();
    writer.append(new Uint8Array(before));
    writer[method](513);
    const bytes = writer.finish();
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    expect(bytes.length).toBe(before + size);
    expect(
      method === "u16" ? view.getUint16(before, true) : method === "u32" ? view.getUint32(before, true) : view.getFloat64(before, true),
    ).toBe(513);
  }
});
