import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imageFeatures } from "./derived-image.ts";

type Pixel = [number, number, number, number];

function image(width: number, height: number, pixel: (x: number, y: number) => Pixel) {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgba.set(pixel(x, y), 4 * (y * width + x));
  return imageFeatures(rgba, width, height);
}
const grey = (value: number): Pixel => [value, value, value, 255];

describe("imageFeatures", () => {
  it("measures plain colours", () => {
    expect(image(4, 2, () => [255, 0, 0, 255])).toMatchObject({ contrast: 0, sharpness: 0, saturation: 1, width: 4, height: 2, aspect: 2 });
    expect(image(4, 2, () => [255, 0, 0, 255]).brightness).toBeCloseTo(0.299, 12);
    expect(image(1, 1, () => [0, 255, 0, 255]).brightness).toBeCloseTo(0.587, 12);
    expect(image(1, 1, () => [0, 0, 255, 255]).brightness).toBeCloseTo(0.114, 12);
    expect(image(3, 3, () => grey(0))).toMatchObject({ brightness: 0, contrast: 0, saturation: 0, sharpness: 0 });
    expect(image(2, 1, () => [200, 100, 150, 255]).saturation).toBeCloseTo(0.5, 12);
  });

  it("measures contrast as the standard deviation of the luma", () => {
    expect(image(8, 8, (x) => grey(x < 4 ? 0 : 255)).contrast).toBeCloseTo(0.5, 12);
    expect(image(4, 1, (x) => grey(x === 0 ? 0 : 100)).contrast).toBeCloseTo(Math.sqrt(3 / 16) * (100 / 255), 12);
  });

  it("measures sharpness by the Laplacian with mirrored borders", () => {
    // Vertical stripes 0, 100, 0, ...: the Laplacian is +200 on dark and -200 on light pixels, borders mirrored.
    expect(image(6, 4, (x) => grey(x % 2 === 0 ? 0 : 100)).sharpness).toBeCloseTo(200 ** 2, 8);
    // A single point of 10 in the middle of 3 x 3: -40 there, 20 beside it (its mirror counts too), 0 at the corners.
    expect(image(3, 3, (x, y) => grey(x === 1 && y === 1 ? 10 : 0)).sharpness).toBeCloseTo((1600 + 4 * 400) / 9 - (40 / 9) ** 2, 8);
  });

  it("takes sharpness at 256 px, by areas: finer detail is gone, coarser stays the same", () => {
    expect(image(512, 512, (x, y) => grey((x + y) % 2 === 0 ? 0 : 255)).sharpness).toBeCloseTo(0, 8);
    const small = image(256, 128, (x, y) => grey((x * 7 + y * 13) % 251)).sharpness;
    const large = image(768, 384, (x, y) => grey((Math.floor(x / 3) * 7 + Math.floor(y / 3) * 13) % 251)).sharpness;
    expect(large).toBeCloseTo(small, 6);
    expect(image(300, 1, (x) => grey(x % 200)).sharpness).toBeGreaterThan(0);
  });

  it("lays what is not opaque over white", () => {
    expect(image(2, 2, () => [0, 0, 0, 0]).brightness).toBeCloseTo(1, 12);
    expect(image(2, 2, () => [0, 0, 0, 51]).brightness).toBeCloseTo(0.8, 12);
  });

  it("stays within the ranges it says", () => {
    const small = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }));
    fc.assert(
      fc.property(small, fc.uint8Array({ minLength: 144, maxLength: 144 }), ([width, height], bytes) => {
        const features = imageFeatures(bytes.subarray(0, 4 * width * height), width, height);
        for (const name of ["brightness", "saturation"] as const) {
          expect(features[name]).toBeGreaterThanOrEqual(0);
          expect(features[name]).toBeLessThanOrEqual(1 + 1e-12);
        }
        expect(features.contrast).toBeLessThanOrEqual(0.5 + 1e-12);
        expect(features.sharpness).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("refuses what is no image", () => {
    expect(() => imageFeatures(new Uint8Array(0), 0, 5)).toThrow(RangeError);
    expect(() => imageFeatures(new Uint8Array(15), 2, 2)).toThrow("16 RGBA bytes, not 15");
  });
});
