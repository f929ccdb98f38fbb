"use client";

import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import { Card } from "../ui/card.tsx";
import { ConfusionMatrix } from "./confusion-matrix.tsx";
import { PrecisionRecall, Reliability, Roc } from "./curve-panels.tsx";
import { Residuals } from "./residuals.tsx";

/** What can be drawn of the window's labelled predictions, as far as the task has it. */
export function Curves({ answer, unit }: { answer: PerformanceAnswer; unit: string | null }) {
  const { curves } = answer;
  if (!curves) return null;
  const wide = (curves.confusion?.names.length ?? 0) > 6 || curves.residuals !== null;
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      {curves.confusion && (
        <Card className={wide ? "lg:col-span-2" : undefined}>
          <ConfusionMatrix confusion={curves.confusion} />
        </Card>
      )}
      {curves.reliability && curves.reliability.length > 0 && (
        <Card>
          <Reliability points={curves.reliability} binary={answer.task === "binary"} />
        </Card>
      )}
      {curves.roc && curves.roc.length > 1 && (
        <Card>
          <Roc points={curves.roc} auc={answer.metrics.find(({ id }) => id === "auc")} />
        </Card>
      )}
      {curves.precision_recall && curves.precision_recall.length > 1 && (
        <Card>
          <PrecisionRecall points={curves.precision_recall} average={answer.metrics.find(({ id }) => id === "average_precision")} />
        </Card>
      )}
      {curves.residuals && (
        <Card className="lg:col-span-2">
          <Residuals bins={curves.residuals} unit={unit} reference={answer.reference?.label ?? null} />
        </Card>
      )}
    </div>
  );
}
