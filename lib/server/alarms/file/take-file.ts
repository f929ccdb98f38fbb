import type { PoolClient } from "pg";
import { changesOf } from "#core/alarms/file-changes.ts";
import type { FileContent } from "#core/alarms/file-content.ts";
import { type FileError, lineOf, parseFile, pathText } from "#core/alarms/file-parse.ts";
import { printFile } from "#core/alarms/file-print.ts";
import type { AlarmImport } from "#core/contracts/alarms.ts";
import { inTransaction } from "../../db/transaction.ts";
import { Problem } from "../../http/problem.ts";
import { missingSecrets } from "../../notify/channel-secrets.ts";
import type { QueryRequest } from "../../queries/context.ts";
import { applyAlarms } from "./apply-alarms.ts";
import { applyChannels, deleteChannels } from "./apply-channels.ts";
import { FileProblem } from "./around.ts";
import { alarmKey, loadContent, type StoredContent } from "./stored-content.ts";

/** Alarms, channels and routing of a project as tidemark.yaml. Without secrets. */
export function exportFile({ pool, projectId }: QueryRequest): Promise<string> {
  return inTransaction(pool, async (client) => printFile((await loadContent(client, projectId)).content));
}

/**
 * Makes what there is what a file says, in one transaction: all of it or nothing. `apply` false: the same, taken back at the end, so that what is shown
 * is what would be done, and what would fail fails already. A file that cannot be done is a 422 with the lines.
 */
export async function importFile(request: QueryRequest, yaml: string, apply: boolean, author: string): Promise<AlarmImport> {
  const parsed = parseFile(yaml);
  if (parsed.errors) throw invalidFile(parsed.errors);
  const { content } = parsed;
  let answer: AlarmImport | undefined;
  try {
    await inTransaction(request.pool, async (client) => {
      answer = await take(client, request, content, apply, author);
      if (!apply) throw new TakenBack();
    });
  } catch (error) {
    if (error instanceof FileProblem) {
      throw invalidFile(error.errors.map(({ path, message }) => ({ line: lineOf(yaml, path), path: pathText(path), message })));
    }
    if (!(error instanceof TakenBack)) throw error;
  }
  return answer!;
}

class TakenBack extends Error {}

async function take(client: PoolClient, request: QueryRequest, content: FileContent, apply: boolean, author: string): Promise<AlarmImport> {
  // Two files at once, such as the one of the data folder read by two workers, one after the other.
  await client.query("SELECT pg_advisory_xact_lock(hashtext('tidemark file'))");
  const stored = await loadContent(client, request.projectId);
  const changes = changesOf(without(stored, content), content);
  const around = { client, request, content, stored, changes, author };
  await applyChannels(around);
  await applyAlarms(around);
  await deleteChannels(around);
  return {
    applied: apply,
    changes: changes.map(({ kind, name, model, action, diff }) => ({ kind, name, model, action, diff })),
    secrets_needed: secretsNeeded(content, stored),
  };
}

/** What there is, less Tidemark's own alarms that the file does not name: nobody means to switch them off by not thinking of them. */
function without({ content, own }: StoredContent, wanted: FileContent): FileContent {
  const named = new Set(wanted.alarms?.map(alarmKey));
  return { ...content, alarms: content.alarms.filter((alarm) => !own.has(alarmKey(alarm)) || named.has(alarmKey(alarm))) };
}

function secretsNeeded({ channels }: FileContent, stored: StoredContent): string[] {
  return (channels ?? []).flatMap(({ name, config }) => {
    const has = stored.channels.get(name)?.secrets ?? [];
    return missingSecrets(config.kind, Object.fromEntries(has.map((secret) => [secret.name, "there"]))).length > 0 ? [name] : [];
  });
}

function invalidFile(errors: readonly FileError[]): Problem {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return new Problem({
    status: 422,
    code: "invalid_file",
    detail: `Nothing was changed. Line ${first?.line ?? 1}: ${first?.message ?? "This cannot be read."}${more}`,
    extra: { errors: errors.map(({ line, path, message }) => ({ line, pointer: path, detail: message })) },
  });
}
