"use client";

import { X } from "lucide-react";
import { useDistribution } from "#client/api/drift.ts";
import { useSlice, useStatistic, useVersion } from "#client/url-state.ts";
import { formatShare } from "#core/charts/numbers.ts";
import type { StatisticId } from "#core/contracts/common.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { STATISTICS } from "#core/statistics/catalogue.ts";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import type { DriftQueryParams } from "./use-drift-query.ts";

/** What is compared, and by which statistic. All of it is the address. */
export function DriftControls({ model, params }: { model: ModelDetail; params: DriftQueryParams }) {
  const [version, setVersion] = useVersion();
  const [statistic, setStatistic] = useStatistic();
  const versions = [
    { value: "", label: "All versions" },
    ...model.versions.map(({ name }) => ({ value: name, label: `Version ${name || "unnamed"}` })),
  ];
  return (
    <fieldset className="mb-4 flex flex-wrap items-center gap-2">
      <legend className="sr-only">What is compared</legend>
      <Select
        aria-label="Statistic that decides the verdict"
        size="sm"
        className="min-w-44"
        value={statistic}
        options={STATISTICS.map(({ id, title }) => ({ value: id, label: title }))}
        onValueChange={(next: StatisticId) => void setStatistic(next)}
      />
      {(model.versions.length > 1 || version !== null) && (
        <Select
          aria-label="Version"
          size="sm"
          value={version ?? ""}
          options={versions}
          onValueChange={(next) => void setVersion(next || null)}
        />
      )}
      {model.slice_columns.map((column) => (
        <SliceSelect key={column} model={model.name} params={params} column={column} />
      ))}
      <UnknownSlice model={model} />
    </fieldset>
  );
}

/** The tag as slices call it: without `tags.` before it. */
const tagOf = (column: string) => column.replace(/^tags\./, "");

function SliceSelect({ model, params, column }: { model: string; params: DriftQueryParams; column: string }) {
  const [slice, setSlice] = useSlice();
  const tag = tagOf(column);
  const values = useDistribution(model, {
    from: params.from,
    to: params.to,
    column: column.startsWith("tags.") ? column : `tags.${column}`,
  });
  const own = slice?.startsWith(`${tag}=`) ? slice.slice(tag.length + 1) : "";
  const known = (values.data?.bins ?? []).filter((bin) => bin.kind === "category" && bin.current > 0);
  const options = [
    { value: "", label: `${tag}: all` },
    ...known.map((bin) => ({ value: bin.label, label: `${tag}: ${bin.label} (${formatShare(bin.current_share)})` })),
    ...(own && !known.some(({ label }) => label === own) ? [{ value: own, label: `${tag}: ${own}` }] : []),
  ];
  return (
    <Select
      aria-label={`Slice by ${tag}`}
      size="sm"
      value={own}
      options={options}
      onValueChange={(next) => void setSlice(next ? `${tag}=${next}` : null)}
    />
  );
}

/** A slice in the address that no control shows can still be seen and taken away. */
function UnknownSlice({ model }: { model: ModelDetail }) {
  const [slice, setSlice] = useSlice();
  if (!slice || model.slice_columns.some((column) => slice.startsWith(`${tagOf(column)}=`))) return null;
  return (
    <Button size="sm" onClick={() => void setSlice(null)}>
      Slice {slice}
      <X aria-label="Remove the slice" />
    </Button>
  );
}
