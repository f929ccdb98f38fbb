/** Records of a merged segment that came together: so many rows, and the segment that they were received in. */
export interface SegmentPart {
  rows: number;
  /** ms since the epoch */
  receivedAt: number;
  segmentId: string;
}

/** A record's place among all records of its model as they came: time of receipt, segment, row in that segment. Merging does not change it. */
export interface Receipt {
  receivedAt: number;
  segmentId: bigint;
  row: number;
}

/** Parts as the text in a segment's metadata: times and ids as differences, for a merged segment may have a thousand of them. */
export function partsToText(parts: readonly SegmentPart[]): string {
  let [time, id] = [0, 0n];
  const flat = parts.flatMap(({ rows, receivedAt, segmentId }) => {
    const entry = [rows, receivedAt - time, String(BigInt(segmentId) - id)];
    [time, id] = [receivedAt, BigInt(segmentId)];
    return entry;
  });
  return flat.join(",");
}

/** Parts from `partsToText`. Throws when they are not parts of a segment of so many rows. */
export function partsFromText(text: string, rows: number): SegmentPart[] {
  const fields = text.split(",");
  const parts: SegmentPart[] = [];
  let [time, id, sum] = [0, 0n, 0];
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const count = Number(fields[i]);
    time += Number(fields[i + 1]);
    id += BigInt(fields[i + 2]!);
    sum += count;
    parts.push({ rows: count, receivedAt: time, segmentId: String(id) });
  }
  if (fields.length % 3 !== 0 || sum !== rows || !Number.isSafeInteger(time))
    throw new Error("The parts of a segment do not fit its records.");
  return parts;
}

/**
 * The receipts of a segment's records by row: as they were before the segment was merged, else those of the segment itself, which is
 * `own.id` and was received at `own.receivedAt`.
 */
export function receiptsOf(
  { parts }: { parts: readonly SegmentPart[] },
  own: { id: string; receivedAt: number },
): (row: number) => Receipt {
  if (parts.length === 0) {
    const segmentId = BigInt(own.id);
    return (row) => ({ receivedAt: own.receivedAt, segmentId, row });
  }
  const ids = parts.map(({ segmentId }) => BigInt(segmentId));
  const starts = new Int32Array(parts.length);
  for (let i = 1; i < parts.length; i++) starts[i] = starts[i - 1]! + parts[i - 1]!.rows;
  // Rows are asked for in their order, now and then from the start again.
  let at = 0;
  return (row) => {
    if (row < starts[at]!) at = 0;
    while (at + 1 < starts.length && starts[at + 1]! <= row) at++;
    return { receivedAt: parts[at]!.receivedAt, segmentId: ids[at]!, row: row - starts[at]! };
  };
}

/** The parts of segments that are merged in this order, each with its own id and time of receipt. */
export function joinParts(
  segments: readonly { parts: readonly SegmentPart[]; rows: number; id: string; receivedAt: number }[],
): SegmentPart[] {
  return segments.flatMap(({ parts, rows, id, receivedAt }) => (parts.length > 0 ? parts : [{ rows, receivedAt, segmentId: id }]));
}
