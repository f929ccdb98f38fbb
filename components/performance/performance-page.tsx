"use client";

import { useCallback } from "react";
import { useDetectors } from "#client/api/detectors.ts";
import { useModel } from "#client/api/models.ts";
import { usePerformance } from "#client/api/performance.ts";
import { useTimeWindow, useTimeZone } from "#client/url-state.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import { useModelName } from "#client/use-model-name.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import { PartialNotice } from "../drift/drift-states.tsx";
import { WindowError } from "../models/window-error.tsx";
import { WindowSelects } from "../models/window-selects.tsx";
import { wrongPart } from "../models/wrong-part.ts";
import { Card } from "../ui/card.tsx";
import { Curves } from "./curves.tsx";
import { DetectorsCard } from "./detectors-card.tsx";
import { MetricSheet } from "./metric-sheet.tsx";
import { metricShown } from "./metric-words.ts";
import { MetricsTable } from "./metrics-table.tsx";
import { PerformanceHead, PerformanceSkeleton } from "./performance-head.tsx";
import { PerformancePanel } from "./performance-panel.tsx";
import { useExplainedMetric, useMetricChoice } from "./performance-state.ts";
import { emptyReason, PerformanceEmpty, PerformanceNotices } from "./performance-states.tsx";
import { UnlistedNotice } from "./unlisted-notice.tsx";
import { type PerformanceQueryParams, usePerformanceQuery } from "./use-performance-query.ts";
import { VerdictCard } from "./verdict-card.tsx";

/** How right was the model, as far as labels say, and how right was it probably where they do not yet? */
export function PerformancePage() {
  const hydrated = useHydrated();
  const name = useModelName();
  const model = useModel(name);
  const params = usePerformanceQuery();
  // Before the model is known its default window is not: asking then would answer the wrong window first.
  const performance = usePerformance(name, params, { enabled: model.data !== undefined });
  if (!hydrated || !model.data) return hydrated && model.isError ? null : <PerformanceSkeleton />;
  const reason = performance.data ? emptyReason(model.data, performance.data) : null;
  return (
    <>
      <WindowSelects model={model.data} range={params} className="mb-4" />
      {performance.data === undefined || wrongPart(performance.error) ? (
        performance.error ? (
          <WindowError
            title="The performance of this window could not be computed"
            error={performance.error}
            onRetry={() => void performance.refetch()}
          />
        ) : (
          <PerformanceSkeleton />
        )
      ) : reason ? (
        <PerformanceEmpty reason={reason} model={model.data} waiting={performance.data.waiting} />
      ) : (
        <Performance model={model.data} params={params} answer={performance.data} isStale={performance.isPlaceholderData} />
      )}
    </>
  );
}

interface PerformanceProps {
  model: ModelDetail;
  params: PerformanceQueryParams;
  answer: PerformanceAnswer;
  /** The answer belongs to the window before; the next one is on its way. */
  isStale: boolean;
}

function Performance({ model, params, answer, isStale }: PerformanceProps) {
  const timeZone = useTimeZone();
  const { setRange } = useTimeWindow();
  const [chosen] = useMetricChoice();
  const [explained, setExplained] = useExplainedMetric();
  const detectors = useDetectors(model.name, params);
  const zoom = useCallback(
    (from: number, to: number) => setRange({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }),
    [setRange],
  );
  if (answer.task === null) return null;
  const metric = metricShown(answer.task, chosen, answer.metrics);
  // Numbers have the unit of the label; what cells of the confusion matrix are worth has its own.
  const worth = answer.metrics.find(({ id }) => id === "business_value");
  const unit = (worth ? worth.unit : model.columns.find(({ role }) => role === "label")?.unit) ?? null;
  return (
    <div aria-busy={isStale} className={isStale ? "opacity-60 transition-opacity delay-200" : undefined}>
      <PartialNotice waiting={answer.waiting} />
      <VerdictCard model={model.name} params={params} />
      <PerformanceHead answer={answer} metric={metric} unit={unit} />
      <PerformanceNotices model={model} answer={answer} />
      <UnlistedNotice answer={answer} />
      <Card className="mb-4">
        <PerformancePanel
          answer={answer}
          detectors={detectors.data?.detectors}
          params={params}
          metric={metric}
          unit={unit}
          timeZone={timeZone}
          onZoom={zoom}
        />
      </Card>
      <Card
        title="Metrics of the window"
        description="Realised on the labels that have come, with 95% sampling error; estimated from what the reference's labels say of such predictions."
        className="mb-4"
        flush
      >
        <MetricsTable answer={answer} unit={unit} onExplain={(id) => void setExplained(id)} />
      </Card>
      <DetectorsCard detectors={detectors} slice={params.slice} />
      {answer.curves && <Curves answer={answer} unit={unit} />}
      <MetricSheet answer={answer} metric={explained} unit={unit} onClose={() => void setExplained(null)} />
    </div>
  );
}
