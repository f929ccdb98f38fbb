import { unknownModel } from "../models/unknown-model.ts";
import type { QueryContext } from "../queries/context.ts";

/** What an answer of a model rests on. */
export interface Basis {
  modelId: number;
  projectId: number;
  model: string;
  generation: number;
  referenceId: number | null;
  /** Changes with the columns, their kinds and bins. */
  columns: string;
  /** When anything of the model was last counted; the epoch before that. To the ms. */
  dataAt: Date;
}

/**
 * Counting holds a lock of the model while it takes the time, so that whatever was committed by then is older than `data_at`. Every row of
 * every version stands among the days of all traffic. $1 project, $2 name, or $3 id.
 */
const SELECT_BASIS = `
SELECT m.id, m.project_id, m.name, m.generation, m.reference_id,
  (SELECT md5(string_agg(concat_ws('|', c.id, c.role, c.kind, c.ignored, b.id), ',' ORDER BY c.id))
   FROM model_column c LEFT JOIN binning b ON b.column_id = c.id AND b.generation = m.generation WHERE c.model_id = m.id) AS columns,
  greatest(
    (SELECT max(updated_at) FROM profile WHERE model_id = m.id AND generation = m.generation AND resolution = 2 AND slice = ''),
    (SELECT max(updated_at) FROM performance_profile WHERE model_id = m.id AND generation = m.generation AND resolution = 2 AND slice = ''),
    'epoch'::timestamptz) AS data_at
FROM model m WHERE m.deleted_at IS NULL AND ((m.project_id = $1 AND m.name = $2) OR m.id = $3)`;

interface Row {
  id: number;
  project_id: number;
  name: string;
  generation: number;
  reference_id: number | null;
  columns: string | null;
  data_at: Date;
}

async function read(db: QueryContext["db"], values: [number | null, string | null, number | null]): Promise<Basis | null> {
  const row = (await db.query<Row>(SELECT_BASIS, values)).rows[0];
  if (!row) return null;
  const { id, project_id, name, generation, reference_id, columns, data_at } = row;
  return {
    modelId: id,
    projectId: project_id,
    model: name,
    generation,
    referenceId: reference_id,
    columns: columns ?? "",
    dataAt: data_at,
  };
}

/** The basis of a project's model; 404 for another project's, as for none. */
export async function basisOf(db: QueryContext["db"], projectId: number, model: string): Promise<Basis> {
  const basis = await read(db, [projectId, model, null]);
  if (!basis) throw await unknownModel(db, projectId, model);
  return basis;
}

/** The basis of a model by id; null when it was deleted. */
export function basisById(db: QueryContext["db"], modelId: number): Promise<Basis | null> {
  return read(db, [null, null, modelId]);
}
