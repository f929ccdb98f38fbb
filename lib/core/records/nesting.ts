/**
 * Whether JSON text nests deeper than `limit` arrays and objects, without parsing it: JSON.parse takes a million brackets, and what
 * it gives breaks whatever walks it. Text with at most `limit` opening brackets, nearly all there is, costs two searches.
 */
export function nestsDeeperThan(text: string, limit: number): boolean {
  if (countUpTo(text, "{", limit + 1) + countUpTo(text, "[", limit + 1) <= limit) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = stringEnd(text, i);
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > limit) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

function countUpTo(text: string, bracket: string, most: number): number {
  let count = 0;
  for (let at = text.indexOf(bracket); at >= 0 && count < most; at = text.indexOf(bracket, at + 1)) count++;
  return count;
}

/** The index of the quote that ends the string which starts at `at`; the text's length when none does. */
function stringEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) return i;
  }
  return text.length;
}
