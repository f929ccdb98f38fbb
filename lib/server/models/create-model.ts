import type { Pool } from "pg";
import type { z } from "zod";
import type { createModelSchema } from "#core/contracts/models.ts";
import { prismaOf } from "../db/client.ts";
import { Problem } from "../http/problem.ts";

/** Makes a model; 409 when the project has one of that name. */
export async function createModel(pool: Pool, projectId: number, model: z.output<typeof createModelSchema>): Promise<void> {
  const { count } = await prismaOf(pool).model.createMany({
    data: {
      projectId,
      name: model.name,
      title: model.title ?? model.name,
      description: model.description ?? "",
      task: model.task ?? "tabular",
      retentionDays: model.retention_days ?? null,
      note: model.note ?? "",
    },
    skipDuplicates: true,
  });
  if (count === 0) throw new Problem({ status: 409, code: "model_exists", detail: `This project has a model "${model.name}" already.` });
}
