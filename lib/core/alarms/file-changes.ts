import { diffLines } from "./diff-lines.ts";
import type { FileAlarm, FileChannel, FileContent } from "./file-content.ts";
import { printAlarm, printChannel, printRouting } from "./file-print.ts";

export interface FileChange {
  kind: "alarm" | "channel" | "routing";
  name: string;
  /** Of an alarm: its model; null: it watches Tidemark itself. */
  model: string | null;
  action: "create" | "update" | "delete" | "keep";
  /** Line by line, `- ` before and `+ ` after; empty when it is kept. */
  diff: string[];
}

/**
 * What has to be done so that what is becomes what a file says. A part that the file does not have stays as it is; of one that it has, what the file
 * does not name is deleted. Alarms are told apart by model and name, channels by name. In the order of the file, deletions last.
 */
export function changesOf(now: FileContent, wanted: FileContent): FileChange[] {
  const changes: FileChange[] = [];
  if (wanted.alarms) {
    const key = ({ model, name }: FileAlarm) => `${model ?? ""}\0${name}`;
    changes.push(...compare("alarm", now.alarms ?? [], wanted.alarms, key, printAlarm, ({ model }) => model));
  }
  if (wanted.channels) {
    const key = ({ name }: FileChannel) => name;
    changes.push(...compare("channel", now.channels ?? [], wanted.channels, key, printChannel, () => null));
  }
  if (wanted.routing) {
    const [before, after] = [now.routing ? printRouting(now.routing) : "", printRouting(wanted.routing)];
    changes.push({ kind: "routing", name: "routing", model: null, ...difference(before, after) });
  }
  return changes;
}

function difference(before: string, after: string): Pick<FileChange, "action" | "diff"> {
  if (before === after) return { action: "keep", diff: [] };
  return { action: before === "" ? "create" : after === "" ? "delete" : "update", diff: diffLines(before, after) };
}

function compare<T extends { name: string }>(
  kind: "alarm" | "channel",
  now: readonly T[],
  wanted: readonly T[],
  key: (one: T) => string,
  print: (one: T) => string,
  modelOf: (one: T) => string | null,
): FileChange[] {
  const known = new Map(now.map((one) => [key(one), one]));
  const named = new Set(wanted.map(key));
  const change = (one: T, before: T | undefined, after: T | undefined): FileChange => ({
    kind,
    name: one.name,
    model: modelOf(one),
    ...difference(before ? print(before) : "", after ? print(after) : ""),
  });
  return [
    ...wanted.map((one) => change(one, known.get(key(one)), one)),
    ...now.filter((one) => !named.has(key(one))).map((one) => change(one, one, undefined)),
  ];
}
