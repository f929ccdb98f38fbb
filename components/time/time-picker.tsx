"use client";

import { Clock } from "lucide-react";
import { cn } from "#client/cn.ts";
import type { TimeRange } from "#client/default-window.ts";
import { zoneLabel } from "#client/format.ts";
import { useRangeReady, useTimeWindow, useTimeZone, useTz } from "#client/url-state.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import { Button } from "../ui/button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "../ui/popover.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { QUICK_RANGES, rangeLabel } from "./quick-ranges.ts";
import { RangeForm } from "./range-form.tsx";

interface TimePickerProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function TimePicker({ open, onOpenChange }: TimePickerProps) {
  const window = useTimeWindow();
  const timeZone = useTimeZone();
  const ready = useRangeReady();
  const label = rangeLabel(window, timeZone);

  function apply(range: TimeRange | null) {
    window.setRange(range);
    onOpenChange(false);
  }

  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverTrigger asChild>
        <Button className="min-w-0 shrink" aria-label={`Range of time: ${label}`}>
          <Clock aria-hidden />
          {ready ? <span className="tabular truncate">{label}</span> : <Skeleton className="h-4 w-24" />}
        </Button>
      </PopoverTrigger>
      <PopoverContent className="w-[30rem]" aria-label="Range of time">
        <div className="flex max-h-[min(28rem,70dvh)] flex-col overflow-y-auto sm:flex-row">
          <div className="flex flex-1 flex-col gap-4 p-4">
            <RangeForm key={`${window.from} ${window.to} ${timeZone}`} range={window} timeZone={timeZone} onApply={apply} />
            <ZoneSwitch />
          </div>
          <QuickList current={window} onPick={apply} />
        </div>
      </PopoverContent>
    </Popover>
  );
}

function QuickList({ current, onPick }: { current: TimeRange & { isDefault: boolean }; onPick: (range: TimeRange | null) => void }) {
  return (
    <ul aria-label="Quick ranges" className="border-line border-t p-1.5 sm:w-40 sm:border-t-0 sm:border-l">
      <li>
        <QuickItem label="Page's default" active={current.isDefault} onClick={() => onPick(null)} />
      </li>
      {QUICK_RANGES.map((range) => (
        <li key={range.label}>
          <QuickItem
            label={range.label}
            active={!current.isDefault && range.from === current.from && range.to === current.to}
            onClick={() => onPick({ from: range.from, to: range.to })}
          />
        </li>
      ))}
    </ul>
  );
}

function QuickItem({ label, active, onClick }: { label: string; active: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={active}
      onClick={onClick}
      className={cn(
        "flex h-7 w-full items-center rounded px-2 text-left text-xs hover:bg-hover",
        active ? "bg-sunken font-medium text-ink" : "text-ink-2",
      )}
    >
      {label}
    </button>
  );
}

function ZoneSwitch() {
  const [tz, setTz] = useTz();
  const hydrated = useHydrated();
  const zone = hydrated ? Intl.DateTimeFormat().resolvedOptions().timeZone : "UTC";
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-line border-t pt-3">
      <span className="text-ink-3 text-xs">Times shown in</span>
      <Segmented
        label="Time zone"
        value={tz}
        onValueChange={(value) => void setTz(value)}
        options={[
          { value: "browser", label: zone === "UTC" ? "Browser (UTC)" : `${zone} (${zoneLabel(zone, new Date())})` },
          { value: "utc", label: "UTC" },
        ]}
      />
    </div>
  );
}
