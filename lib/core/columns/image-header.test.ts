import { expect, test } from "vitest";
import { imageSize } from "./image-header.ts";

const url = (type: string, bytes: number[]) => `data:image/${type};base64,${btoa(String.fromCharCode(...bytes))}`;
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 1, 0x40, 0, 0, 0, 0xf0, 8, 6];
const JPEG = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc2, 0, 11, 8, 0, 0x78, 0, 0xa0, 3, 1, 0x22, 0];

test("reads the size of PNG and JPEG", () => {
  expect(imageSize(url("png", PNG))).toEqual({ width: 320, height: 240 });
  expect(imageSize(url("jpeg", JPEG))).toEqual({ width: 160, height: 120 });
});

test.each([
  ["not an image", "hello"],
  ["another format", "data:image/webp;base64,UklGRg=="],
  ["cut short", url("png", PNG.slice(0, 20))],
  ["no size", url("png", [...PNG.slice(0, 16), 0, 0, 0, 0, 0, 0, 0, 0])],
  ["not base64", "data:image/png;base64,!!!"],
  ["a segment that points beyond the end", url("jpeg", [0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 1, 2, 3])],
])("%s has none", (_, text) => {
  expect(imageSize(text)).toBeNull();
});
