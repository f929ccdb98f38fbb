const HOUR = 3_600_000;
const OPEN = 9 * HOUR;
const OFFICE_HOURS = 8 * HOUR;

/**
 * The time given to a record whose source knows only its day: the middle of its share of the office day. The records of a
 * day share 09:00-17:00 UTC evenly, in file order, so times rise strictly within a day and the same file gives the same times.
 *
 * @param date the day, `YYYY-MM-DD`, already moved where dates are moved
 * @param indexInDay position among the records of that day, from 0
 * @param countInDay number of records of that day
 * @returns milliseconds since 1970-01-01T00:00Z
 */
export function recordTime(date: string, indexInDay: number, countInDay: number): number {
  const midnight = Date.parse(`${date}T00:00:00.000Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) {
    throw new RangeError(`not a day: ${date}`);
  }
  if (!Number.isInteger(indexInDay) || indexInDay < 0 || !(indexInDay < countInDay)) {
    throw new RangeError(`no record ${indexInDay} among ${countInDay} of ${date}`);
  }
  return midnight + OPEN + Math.floor(((indexInDay + 0.5) / countInDay) * OFFICE_HOURS);
}
