import { falseAlarmRate } from "#core/detectors/run.ts";
import type { DetectorId } from "#core/detectors/types.ts";
import type { AnalysisKind } from "../analyses/kind.ts";
import { loadSpec } from "../performance/spec.ts";
import { loadModel, versionId } from "../queries/load-model.ts";
import { detectorsFor, loadRecentLosses } from "./stream.ts";

const SHUFFLES = 50;
const SEED = 1;

interface FalseAlarmsOf {
  version: string;
}

export interface DetectorFalseAlarms {
  shuffles: number;
  /** Losses of the stream that were shuffled. */
  values: number;
  detectors: Partial<Record<DetectorId, { alarmed: number; streams: number; per_thousand: number }>>;
}

/** How often each detector alarms on the newest losses of a version in random order, where nothing drifts. Takes about a second. */
export const falseAlarmsKind: AnalysisKind<FalseAlarmsOf, DetectorFalseAlarms> = {
  kind: "detector_false_alarms",
  version: 1,
  title: "False alarms of the streaming detectors",
  async run(context, { version }) {
    const model = await loadModel(context, context.model);
    const [id, loaded] = await Promise.all([versionId(context, model, version), loadSpec(context.db, model.id, model.generation)]);
    const losses =
      id === null ? [] : await loadRecentLosses(context.db, { modelId: model.id, generation: model.generation, versionId: id });
    const answer: DetectorFalseAlarms = { shuffles: SHUFFLES, values: losses.length, detectors: {} };
    for (const detector of loaded ? detectorsFor(loaded.spec) : []) {
      const { streams, perThousand } = falseAlarmRate(detector, losses, SHUFFLES, SEED);
      if (streams === null || perThousand === null) continue;
      answer.detectors[detector.id] = { alarmed: Math.round(streams * SHUFFLES), streams, per_thousand: perThousand };
    }
    return answer;
  },
};
