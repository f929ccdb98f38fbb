import type { DetectorAnswer, DetectorEvent, DetectorState, DetectorsAnswer, DetectorsQuery } from "#core/contracts/detectors.ts";
import { ABOUT } from "#core/detectors/about.ts";
import { lossKind, residualUnit } from "#core/detectors/loss.ts";
import { DETECTORS } from "#core/detectors/run.ts";
import type { DetectorId } from "#core/detectors/types.ts";
import type { PerformanceSpec } from "#core/performance/types.ts";
import { ask } from "../analyses/ask.ts";
import { Problem } from "../http/problem.ts";
import { loadSpec } from "../performance/spec.ts";
import { onSnapshot, type QueryContext, type QueryRequest } from "../queries/context.ts";
import { completeness, loadModel, versionId } from "../queries/load-model.ts";
import { readWindow } from "../queries/window.ts";
import { type DetectorFalseAlarms, falseAlarmsKind } from "./false-alarms.ts";
import { SELECT_EVENTS, SELECT_STATES } from "./sql/answer.sql.ts";
import { detectorsFor } from "./stream.ts";

/** Events told of each detector; more are a number. */
const EVENTS = 200;
/** Worst first. */
const STATES: readonly DetectorState[] = ["drift", "warning", "quiet"];

interface StateRow {
  version: string;
  detector: DetectorId;
  seen: string;
  inside: boolean;
  position: string | null;
  labelled_at: Date;
  predicted_at: Date;
}

interface EventRow {
  version: string;
  detector: DetectorId;
  signal: DetectorEvent["signal"];
  position: string;
  labelled_at: Date;
  predicted_at: Date;
  drifts: number;
  called: number;
}

/** What the streaming detectors say of the error stream: where they stand, what they called in a window, and how often they call without cause. */
export async function detectorsAnswer(request: QueryRequest, modelName: string, query: DetectorsQuery): Promise<DetectorsAnswer> {
  const answer = await streamsAnswer(request, modelName, query);
  const { version, ...falseAlarms } = answer.false_alarms;
  if (version === null) return answer;
  const { known, status, computed_at } = await askFalseAlarms(request, modelName, version);
  return {
    ...answer,
    detectors: answer.detectors.map((detector) => {
      const own = known?.detectors[detector.id];
      return known && own ? { ...detector, false_alarms: { shuffles: known.shuffles, values: known.values, ...own } } : detector;
    }),
    false_alarms: { ...falseAlarms, version, status, computed_at },
  };
}

/** The states and events are told at once, however long the shuffling takes. */
async function askFalseAlarms(request: QueryRequest, model: string, version: string) {
  const none = { known: null as DetectorFalseAlarms | null, computed_at: null };
  try {
    const asked = await ask(request, falseAlarmsKind, model, { version }, { waitMs: 0 });
    if ("pending" in asked) return { ...none, status: "pending" as const };
    return { known: asked.answer, computed_at: asked.computedAt, status: "ready" as const };
  } catch (error) {
    // The worker's log says why, and the rest of the answer stands.
    if (error instanceof Problem && error.code === "analysis_failed") return { ...none, status: "failed" as const };
    throw error;
  }
}

const streamsAnswer = onSnapshot(async (context: QueryContext, modelName: string, query: DetectorsQuery): Promise<DetectorsAnswer> => {
  const model = await loadModel(context, modelName);
  const { window } = readWindow(query, context);
  const version = await versionId(context, model, query.version);
  const part = [model.id, model.generation, version];
  const [loaded, { completeUntil }, states, events] = await Promise.all([
    loadSpec(context.db, model.id, model.generation),
    completeness(context, model),
    context.db.query<StateRow>(SELECT_STATES, part),
    context.db.query<EventRow>(SELECT_EVENTS, [...part, new Date(window.from), new Date(window.to), EVENTS]),
  ]);
  const spec = loaded?.spec ?? null;
  const inWindow = { from: Date.parse(window.from), to: Date.parse(window.to) };
  return {
    model: model.name,
    version: query.version ?? null,
    window,
    complete_until: completeUntil,
    task: spec?.task ?? null,
    loss: spec && lossKind(spec),
    unit: spec?.task === "regression" ? residualUnit(spec) : null,
    detectors: Object.values(DETECTORS).map(({ id }) =>
      detectorAnswer(id, {
        spec,
        inWindow,
        states: states.rows.filter(({ detector }) => detector === id),
        events: events.rows.filter(({ detector }) => detector === id),
      }),
    ),
    false_alarms: { status: "no_labels", version: states.rows[0]?.version ?? null, computed_at: null },
  };
});

interface Streams {
  spec: PerformanceSpec | null;
  inWindow: { from: number; to: number };
  states: readonly StateRow[];
  events: readonly EventRow[];
}

function detectorAnswer(id: DetectorId, { spec, inWindow, states, events }: Streams): DetectorAnswer {
  const { title, options } = DETECTORS[id];
  const about = ABOUT[id];
  const [first] = events;
  const drifts = first?.drifts ?? 0;
  const called = first?.called ?? 0;
  const drifted = new Set(events.filter(({ signal }) => signal === "drift").map(({ version }) => version));
  const streams = states.map((row) => {
    const last = row.position === null ? null : eventOf({ ...row, position: row.position, signal: "drift" });
    // Of very many events a version's may all be left out.
    const lastInWindow = last !== null && Date.parse(last.predicted_at) >= inWindow.from && Date.parse(last.predicted_at) < inWindow.to;
    const state: DetectorState = drifted.has(row.version) || lastInWindow ? "drift" : row.inside ? "warning" : "quiet";
    return { version: row.version, state, seen: Number(row.seen), last_drift: last };
  });
  const applies = spec === null || detectorsFor(spec).some((detector) => detector.id === id);
  const state = !applies
    ? "not_for_task"
    : (STATES.find((one) => streams.some((stream) => stream.state === one)) ?? ("not_started" as const));
  return {
    id,
    title,
    summary: about.summary,
    reading: about.reading,
    source: about.source,
    parameters: Object.entries(options).map(([name, value]) => ({ name, value, meaning: about.options[name] ?? "" })),
    state,
    sentence: sentenceOf(state, title, drifts, streams),
    streams,
    drifts,
    warnings: called - drifts,
    events: events.map(eventOf),
    events_left_out: called - events.length,
    false_alarms: null,
  };
}

function eventOf({
  version,
  signal,
  position,
  labelled_at,
  predicted_at,
}: Omit<EventRow, "detector" | "drifts" | "called">): DetectorEvent {
  return { version, signal, position: Number(position), labelled_at: labelled_at.toISOString(), predicted_at: predicted_at.toISOString() };
}

function sentenceOf(state: DetectorState, title: string, drifts: number, streams: DetectorAnswer["streams"]): string {
  const last = streams
    .flatMap(({ last_drift }) => (last_drift ? [last_drift] : []))
    .reduce<DetectorEvent | null>((a, b) => (a && a.predicted_at >= b.predicted_at ? a : b), null);
  const at = last && `at label ${(last.position + 1).toLocaleString("en")} of version ${last.version}, predicted ${day(last.predicted_at)}`;
  switch (state) {
    case "drift":
      return `${title} called drift ${drifts === 1 ? "once" : `${drifts.toLocaleString("en")} times`} in this window, ${at ? `last ${at}` : ""}.`;
    case "warning":
      return `${title} is in its warning zone since one of the last labels. ${at ? `It last called drift ${at}.` : "It never called drift."}`;
    case "quiet":
      return `${title} is quiet. ${at ? `It last called drift ${at}.` : "It never called drift."}`;
    case "not_for_task":
      return `${title} takes errors of 0 and 1; this model's losses are numbers.`;
    default:
      return `${title} has seen no label yet.`;
  }
}

function day(time: string): string {
  return time.slice(0, 10);
}
