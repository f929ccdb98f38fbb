const DAY = 86_400_000;

/** All of the data, in whole UTC days: what "Show all data" sets. */
export function wholeExtent(first: string, last: string): { from: string; to: string } {
  return {
    from: new Date(Math.floor(Date.parse(first) / DAY) * DAY).toISOString(),
    to: new Date((Math.floor(Date.parse(last) / DAY) + 1) * DAY).toISOString(),
  };
}
