import type { Pool } from "pg";
import { type Reference, referenceSpecSchema } from "#core/contracts/models.ts";
import { referenceLabel } from "#core/references/spec.ts";
import { prismaOf } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";

const FIELDS = {
  id: true,
  modelId: true,
  kind: true,
  spec: true,
  status: true,
  rows: true,
  createdAt: true,
  readyAt: true,
} satisfies Prisma.ReferenceSelect;

function toReference(row: Prisma.ReferenceGetPayload<{ select: typeof FIELDS }>): Reference {
  const spec = referenceSpecSchema.parse(row.spec);
  return {
    id: row.id,
    kind: row.kind as Reference["kind"],
    spec,
    label: referenceLabel(spec),
    status: row.status as Reference["status"],
    rows: Number(row.rows),
    created_at: row.createdAt.toISOString(),
    ready_at: row.readyAt?.toISOString() ?? null,
  };
}

/** A model's references, newest first. */
export async function listReferences(pool: Pool, modelId: number, before: number | null, limit: number): Promise<Reference[]> {
  const rows = await prismaOf(pool).reference.findMany({
    where: { modelId, id: before === null ? Prisma.skip : { lt: before } },
    orderBy: { id: "desc" },
    take: limit,
    select: FIELDS,
  });
  return rows.map(toReference);
}

/** References by id. */
export async function referencesById(pool: Pool, ids: readonly number[]): Promise<Map<number, Reference>> {
  if (ids.length === 0) return new Map();
  const rows = await prismaOf(pool).reference.findMany({ where: { id: { in: [...ids] } }, select: FIELDS });
  return new Map(rows.map((row) => [row.id, toReference(row)]));
}

/** For each model that builds a reference now: that reference, the newest one, and the job that builds it. */
export async function buildingReferences(
  pool: Pool,
  modelIds: readonly number[],
): Promise<Map<number, { reference: Reference; job: number }>> {
  const db = prismaOf(pool);
  const ofModels = { in: [...modelIds] };
  const references = await db.reference.findMany({
    where: { modelId: ofModels, status: "building" },
    orderBy: { id: "asc" },
    select: FIELDS,
  });
  if (references.length === 0) return new Map();
  const jobs = await db.job.findMany({
    where: { modelId: ofModels, kind: { in: ["reference", "reprofile"] }, status: { in: ["queued", "running"] } },
    orderBy: { id: "asc" },
    select: { id: true, modelId: true, input: true },
  });
  const building = new Map<number, { reference: Reference; job: number }>();
  for (const reference of references) {
    const job = jobs.findLast(({ modelId, input }) => modelId === reference.modelId && builtBy(input) === reference.id);
    if (job) building.set(reference.modelId, { reference: toReference(reference), job: job.id });
  }
  return building;
}

/** The reference that a job builds, by what it was given. */
const builtBy = (input: Prisma.JsonValue): unknown => (input as { reference?: unknown }).reference;
