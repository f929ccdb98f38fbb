"use client";

import { useId } from "react";
import { Checkbox } from "../ui/checkbox.tsx";
import { Label } from "../ui/label.tsx";

interface ChannelPicksProps {
  legend: string;
  /** All that there are, and those that are named and gone. */
  channels: readonly string[];
  value: readonly string[];
  onChange: (value: string[]) => void;
}

/** Which channels are told. */
export function ChannelPicks({ legend, channels, value, onChange }: ChannelPicksProps) {
  const id = useId();
  const offered = [...new Set([...channels, ...value])];
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium text-ink text-xs">{legend}</legend>
      {offered.length === 0 && <p className="text-ink-3 text-xs">There is no channel yet.</p>}
      <div className="flex flex-wrap gap-x-4 gap-y-2">
        {offered.map((name, i) => (
          <span key={name} className="inline-flex min-w-0 items-center gap-1.5">
            <Checkbox
              id={`${id}-${i}`}
              checked={value.includes(name)}
              onCheckedChange={(checked) => onChange(checked === true ? [...value, name] : value.filter((other) => other !== name))}
            />
            <Label htmlFor={`${id}-${i}`} className="break-all font-normal text-sm">
              {name}
              {!channels.includes(name) && <span className="text-danger"> (deleted)</span>}
            </Label>
          </span>
        ))}
      </div>
    </fieldset>
  );
}
