const UNITS: Record<string, { ms: number; word: string }> = {
  m: { ms: 60_000, word: "minute" },
  h: { ms: 3_600_000, word: "hour" },
  d: { ms: 86_400_000, word: "day" },
  w: { ms: 7 * 86_400_000, word: "week" },
};

/**
 * The milliseconds of a window length: `30m`, `12h`, `7d`, `2w` (fixed units: a day is 24 h, as buckets are UTC).
 * Throws a RangeError for anything else.
 */
export function lengthMs(length: string): number {
  const { count, unit } = read(length);
  return count * unit.ms;
}

/** A window length as people say it: "7 days", "1 hour". */
export function lengthInWords(length: string): string {
  const { count, unit } = read(length);
  return `${count} ${unit.word}${count === 1 ? "" : "s"}`;
}

function read(length: string) {
  const match = /^([1-9]\d{0,3})([mhdw])$/.exec(length);
  const unit = UNITS[match?.[2] ?? ""];
  if (!match || !unit) throw new RangeError(`"${length}" is not a length of time: use a number and m, h, d or w, such as 7d`);
  return { count: Number(match[1]), unit };
}
