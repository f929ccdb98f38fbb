/** Enough for any PNG, and for a JPEG whose frame comes after its thumbnail and colour profile. */
const HEADER_CHARS = 349_528;

/** Width and height that the header of a PNG or JPEG data URL tells; null for other formats, or when it tells none. Nothing is decoded. */
export function imageSize(dataUrl: string): { width: number; height: number } | null {
  const match = /^data:image\/(?:png|jpe?g);base64,/i.exec(dataUrl.slice(0, 40));
  if (!match) return null;
  const bytes = bytesOf(dataUrl.slice(match[0].length, match[0].length + HEADER_CHARS));
  if (!bytes) return null;
  const view = new DataView(bytes.buffer);
  return pngSize(view) ?? jpegSize(view);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

function pngSize(view: DataView): { width: number; height: number } | null {
  if (view.byteLength < 24 || view.getUint32(0) !== 0x89504e47 || view.getUint32(12) !== 0x49484452) return null;
  return sound(view.getUint32(16), view.getUint32(20));
}

function jpegSize(view: DataView): { width: number; height: number } | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    // Start of frame: C0 to CF, save for the tables C4 and CC and the reserved C8.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return sound(view.getUint16(at + 7), view.getUint16(at + 5));
    }
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function sound(width: number, height: number): { width: number; height: number } | null {
  return width > 0 && height > 0 ? { width, height } : null;
}
