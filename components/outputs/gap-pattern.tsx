/** The hatching of stretches without records, for `fill="url(#id)"`. */
export function GapPattern({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line x1="0" y1="0" x2="0" y2="6" stroke="var(--line-strong)" strokeWidth="1" opacity="0.45" />
      </pattern>
    </defs>
  );
}
