/** What is measured of an image, in the order in which derived columns are listed. */
export const IMAGE_FEATURES = ["brightness", "contrast", "sharpness", "saturation", "width", "height", "aspect"] as const;
export type ImageFeature = (typeof IMAGE_FEATURES)[number];

/** Sharpness depends on the size, so it is taken of the image brought down to this many pixels on its longer side. */
const SHARPNESS_SIZE = 256;

/**
 * Measures an image given as RGBA bytes, row by row (`rgba.length` = 4 width height), not premultiplied. Pixels that are not opaque are
 * laid over white, because browsers forget the colour under full transparency.
 * - `brightness`: mean of the luma 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601) / 255, 0..1.
 * - `contrast`: population standard deviation of the luma / 255, 0..0.5.
 * - `sharpness`: population variance of the Laplacian (0 1 0, 1 -4 1, 0 1 0; borders mirrored without repeating the edge, as OpenCV does) of the
 *   luma in 0..255, after averaging areas down to 256 px on the longer side; a smaller image stays as it is. >= 0 (Pech-Pacheco et al. 2000).
 * - `saturation`: mean of (max - min) / max over R, G, B, 0 for black, 0..1.
 * - `width`, `height` in px; `aspect` = width / height.
 * An image without pixels throws a RangeError, as does a wrong number of bytes.
 */
export function imageFeatures(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Record<ImageFeature, number> {
  if (!(width >= 1 && height >= 1) || rgba.length !== 4 * width * height) {
    throw new RangeError(`An image of ${width} x ${height} px has ${4 * width * height} RGBA bytes, not ${rgba.length}`);
  }
  const pixels = width * height;
  const luma = new Float64Array(pixels);
  let lumaSum = 0;
  let saturationSum = 0;
  for (let i = 0; i < pixels; i++) {
    const alpha = (rgba[4 * i + 3] as number) / 255;
    const white = 255 * (1 - alpha);
    const red = (rgba[4 * i] as number) * alpha + white;
    const green = (rgba[4 * i + 1] as number) * alpha + white;
    const blue = (rgba[4 * i + 2] as number) * alpha + white;
    const value = 0.299 * red + 0.587 * green + 0.114 * blue;
    luma[i] = value;
    lumaSum += value;
    const max = Math.max(red, green, blue);
    if (max > 0) saturationSum += (max - Math.min(red, green, blue)) / max;
  }
  const mean = lumaSum / pixels;
  return {
    brightness: mean / 255,
    contrast: Math.sqrt(variance(luma)) / 255,
    sharpness: sharpness(luma, width, height),
    saturation: saturationSum / pixels,
    width,
    height,
    aspect: width / height,
  };
}

function variance(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return squares / values.length;
}

function sharpness(luma: Float64Array, width: number, height: number): number {
  const scale = Math.min(1, SHARPNESS_SIZE / Math.max(width, height));
  const columns = Math.max(1, Math.round(width * scale));
  const rows = Math.max(1, Math.round(height * scale));
  const small = scale === 1 ? luma : shrink(luma, width, height, columns, rows);
  const laplacian = new Float64Array(columns * rows);
  const at = (x: number, y: number) => small[mirror(y, rows) * columns + mirror(x, columns)] as number;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      laplacian[y * columns + x] = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y);
    }
  }
  return variance(laplacian);
}

/** -1 is 1 and `size` is size - 2; a single row or column is its own neighbour. */
function mirror(index: number, size: number): number {
  if (size === 1) return 0;
  if (index < 0) return -index;
  return index >= size ? 2 * size - 2 - index : index;
}

/** Each new pixel is the mean of the area it covers, pixels cut by its border counted in part. First across, then down. */
function shrink(values: Float64Array, width: number, height: number, columns: number, rows: number): Float64Array {
  const across = new Float64Array(columns * height);
  const acrossWeights = coverage(width, columns);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < columns; x++) {
      across[y * columns + x] = weighted(acrossWeights[x] as Coverage, (i) => values[y * width + i] as number);
    }
  }
  const down = new Float64Array(columns * rows);
  const downWeights = coverage(height, rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      down[y * columns + x] = weighted(downWeights[y] as Coverage, (i) => across[i * columns + x] as number);
    }
  }
  return down;
}

interface Coverage {
  first: number;
  weights: number[];
}

function coverage(size: number, cells: number): Coverage[] {
  return Array.from({ length: cells }, (_, cell) => {
    const from = (cell * size) / cells;
    const to = ((cell + 1) * size) / cells;
    const first = Math.floor(from);
    const last = Math.min(Math.ceil(to), size);
    const weights = Array.from({ length: last - first }, (__, i) => {
      return (Math.min(first + i + 1, to) - Math.max(first + i, from)) / (to - from);
    });
    return { first, weights };
  });
}

function weighted({ first, weights }: Coverage, value: (index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (weights[i] as number) * value(first + i);
  return sum;
}
