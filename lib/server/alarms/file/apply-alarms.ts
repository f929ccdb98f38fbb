import type { FileAlarm } from "#core/alarms/file-content.ts";
import { Problem } from "../../http/problem.ts";
import { type LoadedModel, loadModel } from "../../queries/load-model.ts";
import { databaseNow } from "../evaluate/due.ts";
import { checkRule } from "../rules/validate.ts";
import { insertRule, removeRule, updateRule } from "../rules/write-rules.ts";
import { type Around, FileProblem } from "./around.ts";
import { alarmKey } from "./stored-content.ts";

/** Makes, changes and deletes alarms as a file says; everything that is wrong with them is told at once. */
export async function applyAlarms(around: Around): Promise<void> {
  const { client, request, content, stored, changes, author } = around;
  const now = await databaseNow(client);
  const wanted = new Map(content.alarms?.map((alarm) => [alarmKey(alarm), alarm]));
  const todo = changes.filter(({ kind, action }) => kind === "alarm" && action !== "keep");
  const models = await checked(
    around,
    todo.flatMap((change) => wanted.get(alarmKey(change)) ?? []),
  );
  for (const change of todo) {
    const alarm = wanted.get(alarmKey(change));
    const id = stored.alarmIds.get(alarmKey(change));
    const which = { projectId: request.projectId, id: id ?? 0, now };
    if (!alarm) await removeRule(client, which);
    else if (id === undefined) {
      const modelId = models.get(alarm.model)?.id ?? null;
      await insertRule(client, { projectId: request.projectId, modelId, now }, { ...alarm, origin: "file" }, author);
    } else {
      const { definition, enabled, failure, name } = alarm;
      await updateRule(client, which, { definition, enabled, failure, name, reason: "file" }, author);
    }
  }
}

/** The models of some alarms, which are held against them. */
async function checked(
  { client, request, content }: Around,
  alarms: readonly FileAlarm[],
): Promise<Map<string | null, LoadedModel | null>> {
  const context = { db: client, projectId: request.projectId, now: request.now };
  const models = new Map<string | null, LoadedModel | null>([[null, null]]);
  const errors: FileProblem["errors"] = [];
  for (const alarm of alarms) {
    const path = ["alarms", content.alarms?.indexOf(alarm) ?? 0];
    try {
      if (!models.has(alarm.model)) models.set(alarm.model, await loadModel(context, alarm.model!));
      await checkRule(context, models.get(alarm.model)!, alarm.definition);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const where = models.has(alarm.model) ? placeOf(error) : ["model"];
      errors.push({ path: [...path, ...where], message: error.detail });
    }
  }
  if (errors.length > 0) throw new FileProblem(errors);
  return models;
}

/** `/definition/when (condition 2)`: on the line of `when`. */
function placeOf({ extra }: Problem): string[] {
  const [first] = (extra.errors as { pointer: string }[] | undefined) ?? [];
  return (first?.pointer ?? "")
    .replace(/ \(.*$/, "")
    .split("/")
    .filter((part) => part !== "" && part !== "definition");
}
