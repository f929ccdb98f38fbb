/** The name that was probably meant: equal but for case and separators, or at most two letters off; null when none is near. */
export function suggest(name: string, names: readonly string[]): string | null {
  const plain = simplify(name);
  let best: { name: string; distance: number } | null = null;
  for (const candidate of names) {
    const other = simplify(candidate);
    const distance = other === plain ? 0 : editDistance(plain, other, 2);
    if (distance <= 2 && distance < Math.max(plain.length, 1) && (!best || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name ?? null;
}

function simplify(name: string): string {
  return name.toLowerCase().replace(/[\s._-]+/g, "");
}

/** Levenshtein distance; `most + 1` as soon as it is above `most`. */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    if (Math.min(...next) > most) return most + 1;
    row = next;
  }
  return row[b.length]!;
}
