"use client";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useDistribution } from "#client/api/drift.ts";
import { useSavedSlices } from "#client/api/slices.ts";
import { cn } from "#client/cn.ts";
import { useSlice, useVersion } from "#client/url-state.ts";
import { formatShare } from "#core/charts/numbers.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { savedSliceName, sliceTag, sliceTagColumn } from "#core/slices/saved.ts";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";

interface Range {
  from: string;
  to: string;
}

interface WindowSelectsProps {
  model: ModelDetail;
  range: Range;
  /** What else the page is asked with, before these. */
  children?: ReactNode;
  className?: string;
}

/** Which part of the model's traffic a page is about. All of it is the address. */
export function WindowSelects({ model, range, children, className }: WindowSelectsProps) {
  const [version, setVersion] = useVersion();
  // Records that name no version cannot be asked for alone: an empty parameter is none.
  const named = model.versions.filter(({ name }) => name !== "");
  const versions = [{ value: "", label: "All versions" }, ...named.map(({ name }) => ({ value: name, label: `Version ${name}` }))];
  return (
    <fieldset className={cn("flex flex-wrap items-center gap-2 has-[legend:only-child]:hidden", className)}>
      <legend className="sr-only">What is compared</legend>
      {children}
      {(named.length > 1 || version !== null) && (
        <Select
          aria-label="Version"
          size="sm"
          value={version ?? ""}
          options={versions}
          onValueChange={(next) => void setVersion(next || null)}
        />
      )}
      {model.slice_columns.map((column) => (
        <SliceSelect key={column} model={model.name} range={range} column={column} />
      ))}
      <SavedSliceSelect model={model.name} />
      <UnknownSlice model={model} />
    </fieldset>
  );
}

function SliceSelect({ model, range, column }: { model: string; range: Range; column: string }) {
  const [slice, setSlice] = useSlice();
  const tag = sliceTag(column);
  const values = useDistribution(model, {
    from: range.from,
    to: range.to,
    column: sliceTagColumn(sliceTag(column)),
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

/** The slices that people have saved. */
function SavedSliceSelect({ model }: { model: string }) {
  const [slice, setSlice] = useSlice();
  const saved = useSavedSlices(model).data?.data ?? [];
  const own = slice !== null && savedSliceName(slice) !== null ? slice : "";
  if (saved.length === 0) return null;
  const options = [
    { value: "", label: "Saved slice: none" },
    ...saved.map(({ key, name }) => ({ value: key, label: name })),
    ...(own && !saved.some(({ key }) => key === own) ? [{ value: own, label: `${savedSliceName(own)} (not there)` }] : []),
  ];
  return (
    <Select
      aria-label="Saved slice"
      size="sm"
      className="max-w-60"
      value={own}
      options={options}
      onValueChange={(next) => void setSlice(next || null)}
    />
  );
}

/** A slice in the address that no control shows can still be seen and taken away. */
function UnknownSlice({ model }: { model: ModelDetail }) {
  const [slice, setSlice] = useSlice();
  const saved = useSavedSlices(model.name);
  if (!slice || model.slice_columns.some((column) => slice.startsWith(`${sliceTag(column)}=`))) return null;
  // The selector of saved slices shows it, once there is one.
  if (savedSliceName(slice) !== null && (saved.isPending || (saved.data?.data.length ?? 0) > 0)) return null;
  return (
    <Button size="sm" onClick={() => void setSlice(null)}>
      Slice {savedSliceName(slice) ?? slice}
      <X aria-label="Remove the slice" />
    </Button>
  );
}
