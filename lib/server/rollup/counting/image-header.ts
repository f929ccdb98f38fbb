/** Enough for any PNG, and for a JPEG whose frame comes after its thumbnail and colour profile. */
const HEADER_BYTES = 256 * 1024;

/** Width and height that the header of a PNG or JPEG data URL tells; null for other formats, or when it tells none. */
export function imageSize(dataUrl: string): { width: number; height: number } | null {
  const match = /^data:image\/(?:png|jpe?g);base64,/i.exec(dataUrl.slice(0, 40));
  if (!match) return null;
  const start = match[0].length;
  const bytes = Buffer.from(dataUrl.slice(start, start + Math.ceil(HEADER_BYTES / 3) * 4), "base64");
  return pngSize(bytes) ?? jpegSize(bytes);
}

function pngSize(bytes: Buffer): { width: number; height: number } | null {
  if (bytes.length < 24 || bytes.toString("latin1", 1, 4) !== "PNG" || bytes.toString("latin1", 12, 16) !== "IHDR") return null;
  return sound(bytes.readUInt32BE(16), bytes.readUInt32BE(20));
}

function jpegSize(bytes: Buffer): { width: number; height: number } | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    // Start of frame: C0 to CF, save for the tables C4 and CC and the reserved C8.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return sound(bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5));
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

function sound(width: number, height: number): { width: number; height: number } | null {
  return width > 0 && height > 0 ? { width, height } : null;
}
