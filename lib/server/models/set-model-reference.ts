import type { Pool } from "pg";
import type { z } from "zod";
import type { referenceAnswerSchema } from "#core/contracts/models.ts";
import { type SetReferenceInput, specOf } from "#core/references/spec.ts";
import { parseTime } from "#core/time/relative.ts";
import { Problem } from "../http/problem.ts";
import { findJob } from "../manage/jobs.ts";
import { type StartedBuild, setReference } from "../references/set-reference.ts";
import type { FileFormat } from "./file-format.ts";
import type { ModelRow } from "./find-model.ts";
import { referencesById } from "./references.ts";

type ReferenceAnswer = z.output<typeof referenceAnswerSchema>;

/** Times made absolute; the end of a window that is named as a day includes that day, as everywhere. */
function absolute(input: SetReferenceInput, now: Date): SetReferenceInput {
  const at = (text: string, roundUp: boolean) => parseTime(text, now, { roundUp }).toISOString();
  if ("window" in input) return { window: { ...input.window, from: at(input.window.from, false), to: at(input.window.to, true) } };
  if (!("version" in input)) return input;
  const { name, from, to } = input.version;
  return { version: { name, ...(from ? { from: at(from, false) } : {}), ...(to ? { to: at(to, true) } : {}) } };
}

/** Starts to build a reference that is described rather than sent. */
export async function describeReference(pool: Pool, model: ModelRow, input: SetReferenceInput, now: Date): Promise<StartedBuild> {
  let spec: ReturnType<typeof specOf>;
  try {
    spec = specOf(absolute(input, now), Date.parse);
  } catch (error) {
    if (error instanceof RangeError)
      throw new Problem({ status: 422, code: "invalid_reference", detail: `This reference cannot be used: ${error.message}.` });
    throw error;
  }
  if (spec.kind === "upload") throw new Error("an upload has no description");
  return setReference(pool, model.id, spec);
}

/** Starts to build a reference from a file that was received. */
export async function uploadedReference(
  pool: Pool,
  model: ModelRow,
  file: { path: string; fileName: string; format: FileFormat },
): Promise<StartedBuild> {
  const { uploadReference } = await import("../references/upload.ts");
  return uploadReference(pool, model.id, file);
}

/** What is being built and by which job, for the answer. */
export async function startedReference(pool: Pool, model: ModelRow, projectId: number, started: StartedBuild): Promise<ReferenceAnswer> {
  const [job, references] = await Promise.all([findJob(pool, projectId, started.jobId), referencesById(pool, [started.referenceId ?? 0])]);
  const reference = references.get(started.referenceId ?? 0);
  if (!job || !reference) throw new Error(`the build of a reference of ${model.name} was not found`);
  return { job, reference };
}
