import type { OutputColumn } from "#core/contracts/outputs.ts";

type Group = Pick<OutputColumn["groups"][number], "kind">;

const COLOURS = ["var(--series-current)", "var(--series-3)", "var(--series-4)", "var(--series-5)"];

/** How each group of a column is filled: four colours, then the same ones striped, so that no two classes look alike in grey either. */
export function fillsOf(groups: readonly Group[], id: string): string[] {
  let own = 0;
  return groups.map(({ kind }) => {
    if (kind === "other") return "var(--series-reference)";
    if (kind === "missing") return `url(#${id}-missing)`;
    if (kind === "invalid") return "var(--drift-solid)";
    const at = own++;
    return at < COLOURS.length ? COLOURS[at]! : `url(#${id}-${at % COLOURS.length})`;
  });
}

/** The patterns that `fillsOf` names; within an svg. */
export function ClassPatterns({ id }: { id: string }) {
  return (
    <defs>
      {COLOURS.map((colour, i) => (
        <pattern key={colour} id={`${id}-${i}`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" fill={colour} fillOpacity="0.25" />
          <rect width="3" height="6" fill={colour} />
        </pattern>
      ))}
      <pattern id={`${id}-missing`} width="5" height="5" patternUnits="userSpaceOnUse">
        <rect width="5" height="5" fill="var(--bg)" />
        <circle cx="2.5" cy="2.5" r="1" fill="var(--line-strong)" />
      </pattern>
    </defs>
  );
}

/** A patch of a fill, for legends and tables. Its patterns are its own, for a hidden chart has none. */
export function Swatch({ groups, index, id }: { groups: readonly Group[]; index: number; id: string }) {
  const own = `${id}-swatch-${index}`;
  return (
    <svg width="12" height="12" aria-hidden="true" className="shrink-0">
      <ClassPatterns id={own} />
      <rect
        x="0.5"
        y="0.5"
        width="11"
        height="11"
        rx="2"
        fill={fillsOf(groups, own)[index]}
        stroke="var(--line-strong)"
        strokeOpacity="0.6"
      />
    </svg>
  );
}
