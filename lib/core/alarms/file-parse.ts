import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { channelConfigSchema } from "../contracts/channels.ts";
import { type FileChannel, type FileContent, fileSchema } from "./file-content.ts";
import { matcherError } from "./matchers.ts";

export interface FileError {
  /** From 1. */
  line: number;
  /** `alarms[2].when.is.threshold`; '' for the whole. */
  path: string;
  message: string;
}

export type FileRead = { content: FileContent; errors: null } | { content: null; errors: FileError[] };

/** More errors than this help nobody. */
const MOST_ERRORS = 50;
/** `*name` in a file may refer to what it refers to ...: enough for people, too little for a bomb. */
const MOST_ALIASES = 50;

type Path = readonly PropertyKey[];

/** Reads tidemark.yaml. Every error says on which line, and what to write there. Names must be unique: alarms by model, channels in all. */
export function parseFile(text: string): FileRead {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineAt = (offset: number) => counter.linePos(Math.max(0, offset)).line || 1;
  if (document.errors.length > 0)
    return failed(document.errors.map(({ pos, message }) => ({ line: lineAt(pos[0]), path: "", message: `This is not YAML: ${message}` })));
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    return failed([{ line: 1, path: "", message: `This cannot be read: ${error instanceof Error ? error.message : String(error)}` }]);
  }
  const parsed = fileSchema.safeParse(value);
  const at = (path: Path, message: string): FileError => ({ line: lineAt(offsetOf(document, path)), path: pathText(path), message });
  if (!parsed.success)
    return failed(parsed.error.issues.flatMap((issue) => flatten(issue, [])).map(({ path, message }) => at(path, message)));
  const { alarms, routing } = parsed.data;
  const channels = parsed.data.channels?.map(readChannel) ?? null;
  const content: FileContent = {
    alarms: alarms?.map(({ name, model, enabled, failure, ...definition }) => ({ name, model, enabled, failure, definition })) ?? null,
    channels: channels?.flatMap(({ channel }) => channel ?? []) ?? null,
    routing: routing ?? null,
  };
  const wrong = channels?.flatMap(({ found }) => found) ?? [];
  const errors = [...wrong, ...(wrong.length > 0 ? [] : twice(content)), ...unreadable(content)].map(({ path, message }) =>
    at(path, message),
  );
  return errors.length > 0 ? failed(errors) : { content, errors: null };
}

/** The line (from 1) on which a path of a file that was read stands; of what is missing, where it should be. */
export function lineOf(text: string, path: readonly PropertyKey[]): number {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  return counter.linePos(offsetOf(document, path)).line || 1;
}

/** `alarms[2].when.is.threshold` */
export function pathText(path: readonly PropertyKey[]): string {
  return path.map((part, i) => (typeof part === "number" ? `[${part}]` : `${i > 0 ? "." : ""}${String(part)}`)).join("");
}

function failed(errors: FileError[]): FileRead {
  return { content: null, errors: errors.sort((a, b) => a.line - b.line).slice(0, MOST_ERRORS) };
}

interface Found {
  path: Path;
  message: string;
}

/** An issue with what is inside of it: of alternatives, the one that came farthest is what the writer meant. */
function flatten(issue: z.core.$ZodIssue, before: Path): Found[] {
  const path = [...before, ...issue.path];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: [...path, key], message: `"${key}" is not known here. Is it spelled right?` }));
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [{ path, message: issue.message }];
  const branches = issue.errors.map((branch) => branch.flatMap((inner) => flatten(inner, path)));
  const depth = (branch: readonly Found[]) => Math.max(...branch.map((found) => found.path.length));
  const strange = (branch: readonly Found[]) => branch.filter(({ message }) => message.includes("is not known here")).length;
  branches.sort((a, b) => strange(a) - strange(b) || depth(b) - depth(a) || a.length - b.length);
  return branches[0] ?? [{ path, message: issue.message }];
}

/** A channel, whose configuration lies beside its name; or what is wrong with it. */
function readChannel(
  { name, enabled, ...config }: { name: string; enabled: boolean; [key: string]: unknown },
  index: number,
): { channel: FileChannel | null; found: Found[] } {
  const parsed = channelConfigSchema.safeParse(config);
  if (parsed.success) return { channel: { name, enabled, config: parsed.data }, found: [] };
  return { channel: null, found: parsed.error.issues.flatMap((issue) => flatten(issue, ["channels", index])) };
}

/** Names that are given twice. */
function twice({ alarms, channels }: FileContent): Found[] {
  const found: Found[] = [];
  const look = (kind: string, names: readonly string[], what: (name: string) => string) => {
    const seen = new Set<string>();
    for (const [i, name] of names.entries()) {
      if (seen.has(name)) found.push({ path: [kind, i, "name"], message: what(name.split("\0")[0]!) });
      seen.add(name);
    }
  };
  look("alarms", alarms?.map(({ name, model }) => `${name}\0${model ?? ""}`) ?? [], (name) => `The model has two alarms "${name}".`);
  look("channels", channels?.map(({ name }) => name) ?? [], (name) => `There are two channels "${name}".`);
  return found;
}

/** Patterns that are none. */
function unreadable({ routing }: FileContent): Found[] {
  return (routing?.routes ?? []).flatMap((route, i) =>
    route.matchers.flatMap((matcher, j): Found[] => {
      const message = matcherError(matcher);
      return message === null ? [] : [{ path: ["routing", "routes", i, "matchers", j, "value"], message }];
    }),
  );
}

/** Where a path is in the text; of what is missing, where it should be. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return isNode(document.contents) && document.contents.range ? document.contents.range[0] : 0;
}
