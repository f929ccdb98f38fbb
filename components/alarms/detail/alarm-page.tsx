"use client";

import { Siren } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { useAlarm, useChangeAlarm } from "#client/api/alarms.ts";
import { useModel } from "#client/api/models.ts";
import { formatCount } from "#client/format.ts";
import { routes } from "#client/routes.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import { failureOf } from "#core/alarms/failures.ts";
import type { AlarmDetail } from "#core/contracts/alarms.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { AlarmSwitch } from "../alarm-switch.tsx";
import { AlarmsHead } from "../alarms-tabs.tsx";
import { EditorSkeleton } from "../editor-skeleton.tsx";
import { AlarmEditor } from "../form/alarm-editor.tsx";
import { AlarmOffBadge, AlarmStatusBadge } from "../status-badge.tsx";
import { DeleteAlarm } from "./delete-alarm.tsx";
import { EvaluationsCard } from "./evaluations-card.tsx";
import { SeriesCard } from "./series-card.tsx";
import { SuggestionCard } from "./suggestion-card.tsx";
import { VersionsCard } from "./versions-card.tsx";

/** One alarm: where it stands, its record, the form to change it, every look, and what it said before. */
export function AlarmPage({ id }: { id: number }) {
  const hydrated = useHydrated();
  const alarm = useAlarm(id);
  if (!hydrated || (alarm.isPending && !alarm.isError)) {
    return (
      <>
        <AlarmsHead title={<Skeleton className="h-7 w-64" />} />
        <EditorSkeleton />
      </>
    );
  }
  if (!alarm.data) {
    return (
      <>
        <AlarmsHead title="Alarm" />
        <ErrorState
          title="The alarm could not be loaded"
          error={alarm.error ?? new Error("No answer.")}
          onRetry={() => void alarm.refetch()}
        />
      </>
    );
  }
  return alarm.data.model === null ? <Alarm alarm={alarm.data} model={null} /> : <OfModel alarm={alarm.data} name={alarm.data.model} />;
}

function OfModel({ alarm, name }: { alarm: AlarmDetail; name: string }) {
  const model = useModel(name);
  if (model.data) return <Alarm alarm={alarm} model={model.data} />;
  return (
    <>
      <Head alarm={alarm} title={name} />
      {model.isError ? (
        <ErrorState title="The model could not be loaded" error={model.error} onRetry={() => void model.refetch()} />
      ) : (
        <EditorSkeleton />
      )}
    </>
  );
}

function Alarm({ alarm, model }: { alarm: AlarmDetail; model: ModelDetail | null }) {
  return (
    <>
      <Head alarm={alarm} title={model?.title ?? "Tidemark itself"} />
      <SeriesCard alarm={alarm} model={model} />
      {model && <SuggestionCard alarm={alarm} />}
      <Editor alarm={alarm} model={model} />
      <EvaluationsCard alarm={alarm} model={model} />
      <VersionsCard alarm={alarm} />
    </>
  );
}

function Head({ alarm, title }: { alarm: AlarmDetail; title: string }) {
  const failure = alarm.failure === null ? undefined : failureOf(alarm.failure);
  return (
    <>
      <AlarmsHead
        title={alarm.name}
        actions={
          <>
            <Button asChild>
              <Link href={`${routes.incidents}?alarm=${alarm.id}`}>
                <Siren aria-hidden />
                Incidents{alarm.record.incidents > 0 ? ` (${formatCount(alarm.record.incidents)})` : ""}
              </Link>
            </Button>
            <DeleteAlarm alarm={alarm} />
          </>
        }
      />
      <div className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-2">
        {alarm.enabled ? <AlarmStatusBadge status={alarm.status} /> : <AlarmOffBadge />}
        <p className="min-w-0 flex-1 basis-72 text-pretty text-ink">
          {alarm.model === null ? (
            title
          ) : (
            <Link href={routes.drift(alarm.model)} className="underline decoration-line-strong underline-offset-2 hover:text-accent">
              {title}
            </Link>
          )}
          : {alarm.summary}.
          {failure && (
            <>
              {" "}
              <span className="text-ink-2">It is for: {failure.title}.</span>
            </>
          )}
        </p>
        <span className="flex items-center gap-2 text-ink-2 text-xs">
          On
          <AlarmSwitch alarm={alarm} />
        </span>
      </div>
    </>
  );
}

/** What somebody else has changed comes in, but never over what is being changed here. */
function Editor({ alarm, model }: { alarm: AlarmDetail; model: ModelDetail | null }) {
  const change = useChangeAlarm(alarm.id);
  const [begun, setBegun] = useState(alarm);
  const [isDirty, setDirty] = useState(false);
  const isNewer = alarm.version > begun.version || (alarm.name !== begun.name && alarm.updated_at > begun.updated_at);
  if (isNewer && !isDirty) setBegun(alarm);
  return (
    <div className="mb-4">
      {isNewer && isDirty && (
        <Notice
          tone="warning"
          className="mb-4"
          action={
            <Button size="sm" onClick={() => setBegun(alarm)}>
              Show theirs
            </Button>
          }
        >
          Somebody else has changed this alarm meanwhile. Look at theirs (what you changed is lost), or save yours over it: both stay among
          the versions.
        </Notice>
      )}
      <AlarmEditor
        key={`${begun.version} ${begun.name}`}
        model={model}
        saved={{ name: begun.name, model: begun.model, definition: begun.definition }}
        isNew={false}
        onDirty={setDirty}
        isSaving={change.isPending}
        error={change.error}
        onSave={({ name, definition }) =>
          change.mutate(
            { name, definition },
            {
              onSuccess: (saved) => {
                setBegun(saved);
                toast.success("Saved");
              },
              onError: (error) => toast.error("The alarm was not saved", { description: error.message }),
            },
          )
        }
      />
    </div>
  );
}
