import { expect, test } from "vitest";
import { lz4FrameDecode } from "./lz4-frame.ts";

// printf 'the tide mark, the tide mark, the tide mark! %0.s' 1 2 3 | lz4 -c -9 <options> | base64
const TEXT = "the tide mark, the tide mark, the tide mark! ".repeat(3);
const FRAMES = {
  "linked blocks, checksum of the content": "BCJNGGRApyAAAAD/AHRoZSB0aWRlIG1hcmssIA8ACS8hIC0AQlBhcmshIAAAAADshO2E",
  "independent blocks, size of the content": "BCJNGGxAhwAAAAAAAADaIAAAAP8AdGhlIHRpZGUgbWFyaywgDwAJLyEgLQBCUGFyayEgAAAAAOyE7YQ=",
  "checksums of the blocks": "BCJNGHRAvSAAAAD/AHRoZSB0aWRlIG1hcmssIA8ACS8hIC0AQlBhcmshIBe+GIgAAAAA7ITthA==",
};

test.each(Object.entries(FRAMES))("reads a frame with %s", (_, base64) => {
  expect(Buffer.from(lz4FrameDecode(Buffer.from(base64, "base64"))).toString()).toBe(TEXT);
});

test("reads a block that is stored as it is, and an empty frame", () => {
  const frame = (...blocks: number[][]) => Uint8Array.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, ...blocks.flat(), 0, 0, 0, 0]);
  expect(lz4FrameDecode(frame([3, 0, 0, 0x80, 97, 98, 99]))).toEqual(Uint8Array.from([97, 98, 99]));
  expect(lz4FrameDecode(frame())).toHaveLength(0);
});

test("refuses what is no frame, is cut, or points before its start", () => {
  const good = Buffer.from(FRAMES["linked blocks, checksum of the content"], "base64");
  expect(() => lz4FrameDecode(Buffer.from("hello, world"))).toThrow(/not an LZ4 frame/);
  for (let length = 5; length < good.length - 8; length++) expect(() => lz4FrameDecode(good.subarray(0, length))).toThrow();
  const early = Uint8Array.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, 4, 0, 0, 0, 0x10, 97, 9, 0, 0, 0, 0, 0]);
  expect(() => lz4FrameDecode(early)).toThrow(/before its start/);
});
