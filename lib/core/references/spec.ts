import type { z } from "zod";
import type { ReferenceSpec, setReferenceSchema } from "../contracts/models.ts";
import { lengthInWords, lengthMs } from "./length.ts";

export type SetReferenceInput = z.infer<typeof setReferenceSchema>;

/**
 * The spec that a request asks for, with its times made absolute. `readTime` turns what people write (`now-7d`, RFC 3339,
 * epoch numbers) into milliseconds and throws on anything else. Throws a RangeError when the window is empty.
 */
export function specOf(input: SetReferenceInput, readTime: (text: string) => number): ReferenceSpec {
  const iso = (text: string) => new Date(readTime(text)).toISOString();
  if ("window" in input) {
    const spec = { kind: "window", from: iso(input.window.from), to: iso(input.window.to), version: input.window.version ?? null } as const;
    checkOrder(spec.from, spec.to);
    return spec;
  }
  if ("version" in input) {
    const { name, from, to } = input.version;
    const spec = { kind: "version", version: name, from: from ? iso(from) : null, to: to ? iso(to) : null } as const;
    if (spec.from && spec.to) checkOrder(spec.from, spec.to);
    return spec;
  }
  const spec: ReferenceSpec = "moving" in input ? { kind: "moving", length: input.moving } : { kind: "previous", length: input.previous };
  lengthMs(spec.length);
  return spec;
}

function checkOrder(from: string, to: string): void {
  if (from >= to) throw new RangeError(`the window is empty: it ends at ${to}, which is not after its start ${from}`);
}

/** One line for people: "upload train.csv", "2008-05-05 to 2008-11-30", "version 2", "the 7 days before", "the same 7 days one period earlier". */
export function referenceLabel(spec: ReferenceSpec): string {
  switch (spec.kind) {
    case "upload":
      return `upload ${spec.file}`;
    case "window":
      return `${span(spec.from, spec.to)}${spec.version === null ? "" : `, version ${spec.version}`}`;
    case "version":
      return `version ${spec.version}${spec.from || spec.to ? `, ${spec.from ? day(spec.from) : "its start"} to ${spec.to ? day(spec.to) : "now"}` : ""}`;
    case "moving":
      return `the ${lengthInWords(spec.length)} before`;
    case "previous":
      return `the same window, ${lengthInWords(spec.length)} earlier`;
  }
}

const span = (from: string, to: string) => `${day(from)} to ${day(to)}`;

/** A day when the time is midnight, else minutes too. */
const day = (iso: string) => (/T00:00:00(\.000)?Z$/.test(iso) ? iso.slice(0, 10) : `${iso.slice(0, 16).replace("T", " ")} UTC`);
