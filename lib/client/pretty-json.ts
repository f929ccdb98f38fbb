const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Indents JSON text without reading its values: numbers keep every digit, which `JSON.parse` would round.
 * Text that is not JSON comes back as it is.
 */
export function prettyJson(text: string): string {
  const tokens = text.match(TOKEN);
  if (!tokens) return text;
  const lines: string[] = [];
  let line = "";
  let depth = 0;
  const breakLine = () => {
    lines.push(line);
    line = "  ".repeat(depth);
  };
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token === "{" || token === "[") {
      line += token;
      if (next === "}" || next === "]") return;
      depth += 1;
      breakLine();
    } else if (token === "}" || token === "]") {
      const previous = tokens[index - 1];
      if (previous !== "{" && previous !== "[") {
        depth = Math.max(0, depth - 1);
        breakLine();
      }
      line += token;
    } else if (token === ",") {
      line += token;
      breakLine();
    } else line += token === ":" ? ": " : token;
  });
  lines.push(line);
  return lines.join("\n");
}
