import type { z } from "zod";
import { type RuleRecord, suggestFromRecord } from "#core/alarms/adapt.ts";
import { recordFigures } from "#core/alarms/record.ts";
import type { StoredReadings } from "#core/alarms/replay.ts";
import type { AlarmSuggestion, acceptSuggestionSchema } from "#core/contracts/alarms.ts";
import type { IncidentVerdict } from "#core/contracts/incidents.ts";
import type { QueryRequest } from "../../queries/context.ts";
import { findRule } from "../rules/read-rules.ts";
import { readingOf, type StoredSeries } from "../rules/readings-json.ts";
import { changeRule } from "../rules/write-rules.ts";
import { SELECT_JUDGED, SELECT_STORED_READINGS } from "../sql/rules.sql.ts";

/** What a rule's last so many days say of it. */
const LOOK_BACK_MS = 90 * 86_400_000;
const DAY_MS = 86_400_000;

interface JudgedRow {
  series: string;
  fired_at: Date;
  resolved_at: Date | null;
  verdict: IncidentVerdict | null;
  breached_since: string;
}

/** What its readings and people's verdicts say of a rule's thresholds. */
export async function suggestionFor(request: QueryRequest, id: number): Promise<AlarmSuggestion> {
  const { alarm } = await findRule(request, id);
  const { pool, now } = request;
  const from = new Date(now.getTime() - LOOK_BACK_MS);
  const [stored, judged] = await Promise.all([
    pool.query<{ slot_at: Date; readings: StoredSeries[] }>(SELECT_STORED_READINGS, [id, from, now]),
    pool.query<JudgedRow>(SELECT_JUDGED, [id, from]),
  ]);
  const evaluations = new Map<string, StoredReadings[]>();
  for (const { slot_at, readings } of stored.rows) {
    for (const one of readings) {
      const known = evaluations.get(one.series) ?? [];
      known.push({ slotAt: slot_at.getTime(), readings: one.readings.map(readingOf) });
      evaluations.set(one.series, known);
    }
  }
  const record: RuleRecord = {
    evaluations,
    incidents: judged.rows.map(({ series, fired_at, resolved_at, verdict }) => ({
      series,
      verdict,
      from: fired_at.getTime(),
      to: resolved_at?.getTime() ?? null,
    })),
  };
  const first = stored.rows[0]?.slot_at.getTime();
  const figures = recordFigures(
    alarm.definition,
    judged.rows.map(({ fired_at, breached_since, verdict }) => ({
      firedAt: fired_at.getTime(),
      breachedSince: Date.parse(breached_since),
      verdict,
    })),
    first === undefined ? 0 : (now.getTime() - first) / DAY_MS,
  );
  const found = suggestFromRecord(alarm.definition, record);
  const none = "reason" in found;
  return {
    alarm: id,
    rule_version: alarm.version,
    suggestion: none
      ? null
      : {
          sentence: found.sentence,
          definition: found.definition,
          false_removed: found.falseRemoved,
          false_total: found.falseTotal,
          real_missed: found.realMissed,
          real_total: found.realTotal,
        },
    reason: none ? found.reason : null,
    alarms_a_month: figures.alarmsAMonth,
    share_real: figures.shareReal,
    time_to_detect_s: figures.timeToDetectS,
  };
}

/** Takes a suggestion over as a new version of the rule, unless the rule has been changed since it was made. */
export async function acceptSuggestion(
  request: QueryRequest,
  id: number,
  accepted: z.output<typeof acceptSuggestionSchema>,
  author: string,
): Promise<void> {
  const { suggestion } = await suggestionFor(request, id);
  const note = suggestion && JSON.stringify(suggestion.definition) === JSON.stringify(accepted.definition) ? suggestion.sentence : "";
  await changeRule(request, id, { definition: accepted.definition, reason: "suggestion", note, ifVersion: accepted.rule_version }, author);
}
