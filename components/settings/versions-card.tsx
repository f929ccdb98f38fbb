"use client";

import { toast } from "sonner";
import { type PatchModel, usePatchModel } from "#client/api/models.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { TimeText } from "../time/time-text.tsx";
import { Card } from "../ui/card.tsx";
import { Select } from "../ui/select.tsx";

type Stage = NonNullable<PatchModel["versions"]>[string]["stage"];
const STAGES: readonly { value: Stage; label: string }[] = [
  { value: "live", label: "live" },
  { value: "shadow", label: "shadow" },
  { value: "canary", label: "canary" },
  { value: "retired", label: "retired" },
];

export function VersionsCard({ model }: { model: ModelDetail }) {
  const patch = usePatchModel(model.name);
  if (model.versions.length === 0) return null;
  return (
    <Card
      title="Versions"
      description="The stage says what a version is for: live decides, shadow and canary are tried, retired is history."
    >
      <ul className="flex flex-col gap-2.5">
        {model.versions.map((version) => (
          <li key={version.name} className="flex items-center justify-between gap-3">
            <span className="min-w-0">
              <span className="block truncate font-medium">{version.name || "unnamed"}</span>
              <span className="text-ink-3 text-xs">
                first seen <TimeText value={version.created_at} precision="minute" />
              </span>
            </span>
            <Select
              aria-label={`Stage of version ${version.name || "unnamed"}`}
              size="sm"
              value={version.stage}
              disabled={patch.isPending}
              options={STAGES}
              onValueChange={(stage) =>
                patch.mutate(
                  { versions: { [version.name]: { stage } } },
                  {
                    onSuccess: () => toast.success(`${version.name || "unnamed"} is ${stage}`),
                    onError: (error) => toast.error("The stage was not changed", { description: error.message }),
                  },
                )
              }
              className="w-28"
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}
