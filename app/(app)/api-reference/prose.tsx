/** Text in which `backticks` set code. */
export function Prose({ text }: { text: string }) {
  return text.split("`").map((part, i) =>
    i % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other identity, and never move
      <code key={i} className="font-mono text-ink text-xs">
        {part}
      </code>
    ),
  );
}
