"use client";

import { useId } from "react";
import { toast } from "sonner";
import { usePatchModel } from "#client/api/models.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { Card } from "../ui/card.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Label } from "../ui/label.tsx";

const MAX_SLICES = 10;

/** Tag columns whose values are counted apart, so that drift can be seen for each. */
export function SlicesCard({ model }: { model: ModelDetail }) {
  const id = useId();
  const patch = usePatchModel(model.name);
  const tags = model.columns.filter((column) => column.role === "tag");
  const chosen = model.slice_columns;

  function toggle(name: string, checked: boolean) {
    const next = checked ? [...chosen, name] : chosen.filter((other) => other !== name);
    patch.mutate(
      { slice_columns: next },
      {
        onSuccess: () =>
          toast.success(
            checked ? `${name} is sliced by: the stored records are counted again in the background` : `${name} is not sliced by any more`,
          ),
        onError: (error) => toast.error("The slices were not changed", { description: error.message }),
      },
    );
  }

  return (
    <div id="slices" className="scroll-mt-28">
      <Card
        title="Slices"
        description="Tag columns whose values are also counted apart: drift can then be seen for each. A new one has the stored records counted again."
      >
        {tags.length === 0 ? (
          <p className="text-ink-2">
            No record carried tags yet. Send them as <code className="font-mono text-xs">{'"tags": {"country": "KR"}'}</code>.
          </p>
        ) : (
          <ul className="flex flex-col gap-2.5">
            {tags.map((column) => (
              <li key={column.name} className="flex items-center gap-2">
                <Checkbox
                  id={`${id}-${column.name}`}
                  checked={chosen.includes(column.name)}
                  disabled={patch.isPending || (!chosen.includes(column.name) && chosen.length >= MAX_SLICES)}
                  onCheckedChange={(checked) => toggle(column.name, checked === true)}
                />
                <Label htmlFor={`${id}-${column.name}`} className="font-mono font-normal">
                  {column.name}
                </Label>
              </li>
            ))}
          </ul>
        )}
        {chosen.length >= MAX_SLICES && <p className="mt-3 text-ink-3 text-xs">At most {MAX_SLICES} columns can be sliced by.</p>}
      </Card>
    </div>
  );
}
