"use client";

import { useCallback } from "react";
import { useModel } from "#client/api/models.ts";
import { useOutputs } from "#client/api/outputs.ts";
import { useTimeWindow, useTimeZone, useWindowParams } from "#client/url-state.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import { useModelName } from "#client/use-model-name.ts";
import { countOf } from "#core/charts/numbers.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import type { OutputsAnswer } from "#core/contracts/outputs.ts";
import { PartialNotice } from "../drift/drift-states.tsx";
import { WindowError } from "../models/window-error.tsx";
import { WindowSelects } from "../models/window-selects.tsx";
import { wrongPart } from "../models/wrong-part.ts";
import { CompleteUntil } from "../time/complete-until.tsx";
import { WindowText } from "../time/time-text.tsx";
import { Card } from "../ui/card.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { ByClassPanel } from "./by-class-panel.tsx";
import { ClassesPanel } from "./classes-panel.tsx";
import { MetricCards } from "./metric-cards.tsx";
import { metricKey } from "./output-words.ts";
import { useMetricChoice, useSilence, useStep } from "./outputs-state.ts";
import { emptyReason, NoFeedback, OutputsEmpty, OutputsNotices, OutputsSkeleton } from "./outputs-states.tsx";
import { QuantilesPanel } from "./quantiles-panel.tsx";
import { RatesPanel } from "./rates-panel.tsx";
import { ScorePanel } from "./score-panel.tsx";
import { VersionsTable } from "./versions-table.tsx";

/** What did the model say, and what did people do with it? */
export function OutputsPage() {
  const hydrated = useHydrated();
  const name = useModelName();
  const model = useModel(name);
  const params = useWindowParams();
  const [step] = useStep();
  const [silence] = useSilence();
  // Before the model is known its default window is not: asking then would answer the wrong window first.
  const outputs = useOutputs(name, { ...params, step, silence }, { enabled: model.data !== undefined });
  if (!hydrated || !model.data) return hydrated && model.isError ? null : <OutputsSkeleton />;
  const reason = outputs.data ? emptyReason(model.data, outputs.data) : null;
  return (
    <>
      <WindowSelects model={model.data} range={params} className="mb-4" />
      {outputs.data === undefined || wrongPart(outputs.error) ? (
        outputs.error ? (
          <WindowError
            title="The outputs of this window could not be computed"
            error={outputs.error}
            onRetry={() => void outputs.refetch()}
          />
        ) : (
          <OutputsSkeleton />
        )
      ) : reason ? (
        <OutputsEmpty reason={reason} model={model.data} waiting={outputs.data.waiting} />
      ) : (
        <Outputs model={model.data} answer={outputs.data} isStale={outputs.isPlaceholderData} />
      )}
    </>
  );
}

interface OutputsProps {
  model: ModelDetail;
  answer: OutputsAnswer;
  /** The answer belongs to the window before; the next one is on its way. */
  isStale: boolean;
}

function Outputs({ model, answer, isStale }: OutputsProps) {
  const timeZone = useTimeZone();
  const { setRange } = useTimeWindow();
  const [chosen, setChosen] = useMetricChoice();
  const zoom = useCallback(
    (from: number, to: number) => setRange({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }),
    [setRange],
  );
  const metric = answer.metrics.find((candidate) => metricKey(candidate) === chosen) ?? answer.metrics[0];
  const predictions = answer.drift.filter(({ role }) => role === "prediction");
  const scores = answer.drift.filter(({ role }) => role === "score");
  const hasFeedback = model.columns.some(({ role, ignored }) => role === "feedback" && !ignored);
  return (
    <div aria-busy={isStale} className={isStale ? "opacity-60 transition-opacity delay-200" : undefined}>
      <PartialNotice waiting={answer.waiting} />
      <OutputsHead answer={answer} hasFeedback={hasFeedback} />
      <OutputsNotices model={model} answer={answer} />
      {answer.predictions > 0 && (
        <>
          <MetricCards answer={answer} chosen={metric ? metricKey(metric) : ""} onChoose={(key) => void setChosen(key)} />
          {!hasFeedback && <NoFeedback model={model} />}
          {metric && (
            <Card className="mb-4">
              <RatesPanel answer={answer} metric={metric} timeZone={timeZone} onZoom={zoom} />
            </Card>
          )}
        </>
      )}
      {predictions.map((column) => (
        <Card key={column.name} className="mb-4">
          {column.groups.some(({ kind }) => kind === "range") && column.steps.every(({ shares }) => shares === null) ? (
            <QuantilesPanel answer={answer} column={column} timeZone={timeZone} onZoom={zoom} />
          ) : (
            <ClassesPanel answer={answer} column={column} timeZone={timeZone} onZoom={zoom} />
          )}
        </Card>
      ))}
      <ScorePanel answer={answer} scores={scores} />
      {scores.length > 0 && <ByClassPanel answer={answer} />}
      <VersionsTable answer={answer} />
    </div>
  );
}

/** What is answered, in a sentence, and what silence means. */
function OutputsHead({ answer, hasFeedback }: { answer: OutputsAnswer; hasFeedback: boolean }) {
  const [, setSilence] = useSilence();
  const { window } = answer;
  return (
    <section aria-label="Outputs of the window" className="mb-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 basis-72 text-pretty text-ink-2">
          {countOf(answer.predictions, "prediction")}, <WindowText from={window.from} to={window.to} />
          {answer.version && `, version ${answer.version}`}
          {answer.slice && `, ${answer.slice}`}
          {answer.reference && `, against ${answer.reference.label}`}. Feedback counts where its prediction is, whenever it came.
        </p>
        {hasFeedback && (
          <span className="inline-flex items-center gap-2 text-ink-2 text-xs">
            No feedback means
            <Segmented
              label="What no feedback means for a rate"
              value={answer.silence}
              options={[
                { value: "no", label: "no", title: "A prediction without feedback counts as a no" },
                { value: "unknown", label: "unknown", title: "Only predictions with an answer are counted" },
              ]}
              onValueChange={(next) => void setSilence(next)}
            />
          </span>
        )}
        <CompleteUntil value={answer.complete_until} waiting={answer.waiting} />
      </div>
    </section>
  );
}
