/** Beyond so many pairs of lines the whole is told as taken out and put in. */
const MOST_PAIRS = 4_000_000;

/**
 * Two texts line by line: `  ` before lines of both, `- ` before those of the first alone, `+ ` before those of the second alone, as few of them as
 * possible (longest common subsequence). Empty texts have no lines; equal texts give only lines of both.
 */
export function diffLines(before: string, after: string): string[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const middle = diffMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const same = (lines: string[]) => lines.map((line) => `  ${line}`);
  return [...same(a.slice(0, head)), ...middle, ...same(a.slice(a.length - tail))];
}

function linesOf(text: string): string[] {
  if (text === "") return [];
  return text.replace(/\r?\n$/, "").split(/\r?\n/);
}

function diffMiddle(a: readonly string[], b: readonly string[]): string[] {
  const width = b.length + 1;
  if (a.length * b.length > MOST_PAIRS) return [...a.map((line) => `- ${line}`), ...b.map((line) => `+ ${line}`)];
  // longest[i * width + j]: lines that a from i and b from j have in common, in order.
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j] ? longest[(i + 1) * width + j + 1]! + 1 : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
  const found: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      found.push(`  ${a[i++]}`);
      j++;
    } else if (i < a.length && (j === b.length || longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)) found.push(`- ${a[i++]}`);
    else found.push(`+ ${b[j++]}`);
  }
  return found;
}
