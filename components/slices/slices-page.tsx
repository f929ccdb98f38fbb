"use client";

import { useState } from "react";
import { useModel } from "#client/api/models.ts";
import { useWeakSlices } from "#client/api/slices.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import { useModelName } from "#client/use-model-name.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import type { KeptSlices } from "#core/contracts/verdict.ts";
import { WindowError } from "../models/window-error.tsx";
import { WindowSelects } from "../models/window-selects.tsx";
import { wrongPart } from "../models/wrong-part.ts";
import { Computing } from "../ui/computing.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ChangeCard } from "./change-card.tsx";
import { SaveDialog, type SliceDraft } from "./save-dialog.tsx";
import { SavedCard } from "./saved-card.tsx";
import { suggestedName } from "./slice-words.ts";
import { SlicesControls } from "./slices-controls.tsx";
import { useSlicesQuery } from "./slices-state.ts";
import { SlicesEmpty } from "./slices-states.tsx";
import { ValuesCard } from "./values-card.tsx";
import { WeakCard } from "./weak-card.tsx";

/** Where does the model fail, on what kind of records, and is that new? */
export function SlicesPage() {
  const hydrated = useHydrated();
  const name = useModelName();
  const model = useModel(name);
  const params = useSlicesQuery();
  // Before the model is known its default window is not: asking then would answer the wrong window first.
  const slices = useWeakSlices(name, params, { enabled: model.data !== undefined });
  if (!hydrated || !model.data) return hydrated && model.isError ? null : <SlicesSkeleton />;
  return (
    <>
      <WindowSelects model={model.data} range={params} className="mb-4">
        <SlicesControls />
      </WindowSelects>
      {slices.data && !wrongPart(slices.error) ? (
        <Slices model={model.data} answer={slices.data} isStale={slices.isPlaceholderData} />
      ) : slices.error ? (
        <WindowError title="Weak slices of this window could not be found" error={slices.error} onRetry={() => void slices.refetch()} />
      ) : slices.pending ? (
        <Computing>Every value of every column, and pairs of them, are held against the labels.</Computing>
      ) : (
        <SlicesSkeleton />
      )}
    </>
  );
}

function Slices({ model, answer, isStale }: { model: ModelDetail; answer: KeptSlices; isStale: boolean }) {
  const [draft, setDraft] = useState<SliceDraft | null>(null);
  const unit = model.columns.find(({ role }) => role === "label")?.unit ?? null;
  const { loss } = answer;
  return (
    <div aria-busy={isStale} className={isStale ? "opacity-60 transition-opacity delay-200" : undefined}>
      {loss === null || answer.sampled.current === 0 ? (
        <SlicesEmpty model={model} answer={answer} />
      ) : (
        <>
          <WeakCard
            model={model}
            answer={answer}
            loss={loss}
            unit={unit}
            onSave={(slice) => setDraft({ name: suggestedName(slice.parts), filter: slice.filter ?? [] })}
          />
          <ChangeCard answer={answer} loss={loss} unit={unit} />
        </>
      )}
      <SavedCard model={model.name} />
      {loss !== null && answer.sampled.current > 0 && <ValuesCard answer={answer} loss={loss} unit={unit} />}
      <SaveDialog model={model.name} draft={draft} onClose={() => setDraft(null)} />
    </div>
  );
}

function SlicesSkeleton() {
  return (
    <div role="status" aria-label="Loading the weak slices">
      <Skeleton className="mb-4 h-20 w-full" />
      <Skeleton className="h-96 w-full" />
    </div>
  );
}
