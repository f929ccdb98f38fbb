interface RateBarProps {
  /** All three in the same unit as `most`. */
  value: number;
  /** Where all other records are: a line across the bar. */
  rest: number | null;
  /** The longest bar of the table. */
  most: number;
}

/** A mean loss as a bar from zero, with a line where the other records are. The number beside it says the same. */
export function RateBar({ value, rest, most }: RateBarProps) {
  const width = (amount: number) => `${most > 0 ? Math.min(100, (100 * Math.max(0, amount)) / most) : 0}%`;
  return (
    <span aria-hidden className="relative block h-2 w-24 overflow-hidden rounded-sm bg-sunken">
      <span
        className={rest !== null && value > rest ? "absolute inset-y-0 left-0 bg-drift-solid" : "absolute inset-y-0 left-0 bg-ink-3"}
        style={{ width: width(value) }}
      />
      {rest !== null && <span className="absolute inset-y-0 w-0.5 bg-ink" style={{ left: `calc(${width(rest)} - 1px)` }} />}
    </span>
  );
}
