import type { RuleDefinition } from "#core/contracts/alarm-rules.ts";
import { readPart } from "../../queries/drift.ts";
import type { Part } from "../../queries/load-profiles.ts";
import { SELECT_SLICES } from "../../rollup/sql/profiles.sql.ts";
import { knownTag } from "../../slices/known-slice.ts";
import { SELECT_VERSIONS } from "../sql/readings.sql.ts";
import type { ReadingSource } from "./source.ts";

/** A rule looks at no more values of a tag than these, the first ones by name. */
export const MAX_SERIES_SLICES = 50;

export interface SeriesPart {
  part: Part;
  /** What tells its series from the others of the rule. */
  labels: Record<string, string>;
}

type Whose = Pick<RuleDefinition, "version" | "slice" | "each_version" | "each_slice_of">;

/** Whose records a rule looks at: one part of the traffic, or one for each version that is not retired or each value of a tag. */
export async function seriesParts(source: ReadingSource, rule: Whose): Promise<SeriesPart[]> {
  const { context, model } = source;
  const whole = await readPart(context, model, {
    ...(rule.version === null ? {} : { version: rule.version }),
    ...(rule.slice === null ? {} : { slice: rule.slice }),
  });
  let parts: SeriesPart[] = [{ part: whole, labels: {} }];
  if (rule.each_version && rule.version === null) {
    const { rows } = await context.db.query<{ id: number; name: string }>(SELECT_VERSIONS, [model.id]);
    parts = rows.map(({ id, name }) => ({ part: { ...whole, versionId: id }, labels: { version: name } }));
  }
  if (rule.each_slice_of === null || rule.slice !== null) return parts;
  const tag = await knownTag(context.db, model, rule.each_slice_of);
  const { rows } = await context.db.query<{ slice: string }>(SELECT_SLICES, [model.id, model.generation, `${tag}=`]);
  const slices = rows
    .map(({ slice }) => slice)
    .sort()
    .slice(0, MAX_SERIES_SLICES);
  return parts.flatMap(({ part, labels }) => slices.map((slice) => ({ part: { ...part, slice }, labels: { ...labels, slice } })));
}
