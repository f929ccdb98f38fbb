import type { z } from "zod";
import { pruningOf } from "#core/alarms/pruning.ts";
import type { pruningSchema } from "#core/contracts/alarms.ts";
import type { IncidentVerdict } from "#core/contracts/incidents.ts";
import type { QueryRequest } from "../../queries/context.ts";
import { SELECT_PRUNABLE } from "../sql/rules.sql.ts";

const LOOK_BACK_MS = 180 * 86_400_000;

interface Row {
  id: number;
  name: string;
  model: string | null;
  days: number;
  incidents: { from: string; to: string | null; verdict: IncidentVerdict | null }[];
}

/** Rules of a project that it could do without, with the reason. */
export async function pruningList({ pool, projectId, now }: QueryRequest): Promise<z.infer<typeof pruningSchema>> {
  const { rows } = await pool.query<Row>(SELECT_PRUNABLE, [projectId, new Date(now.getTime() - LOOK_BACK_MS), now]);
  const rules = rows.map(({ incidents, ...rule }) => ({
    ...rule,
    incidents: incidents.map(({ from, to, verdict }) => ({ from: Date.parse(from), to: to === null ? null : Date.parse(to), verdict })),
  }));
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return {
    data: pruningOf(rules, now.getTime()).map((found) => {
      const { name, model } = byId.get(found.alarm)!;
      return { ...found, name, model };
    }),
  };
}
