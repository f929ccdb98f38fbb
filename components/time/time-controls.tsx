"use client";

import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, RefreshCw, ZoomOut } from "lucide-react";
import { useState } from "react";
import { cn } from "#client/cn.ts";
import { useShortcut } from "#client/shortcuts.ts";
import { REFRESH_INTERVALS, type RefreshInterval, resolveRange, useRefresh, useTimeWindow } from "#client/url-state.ts";
import { Button } from "../ui/button.tsx";
import { Dropdown, DropdownContent, DropdownRadioGroup, DropdownRadioItem, DropdownTrigger } from "../ui/dropdown.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { type Span, shift, zoomOut } from "./shift-range.ts";
import { TimePicker } from "./time-picker.tsx";

/** The one control of time: range, zoom out, refresh. Its state is the address, so every page that shows it agrees. */
export function TimeControls({ className }: { className?: string }) {
  const { from, to, setRange } = useTimeWindow();
  const [open, setOpen] = useState(false);

  function move(change: (span: Span, now: Date) => Span) {
    const now = new Date();
    const span = resolveRange({ from, to }, now);
    if (!span) return;
    const next = change(span, now);
    setRange({ from: next.from.toISOString(), to: next.to.toISOString() });
  }

  useShortcut(["t", "p"], "Pick a range of time", "Time", () => setOpen(true));
  useShortcut(["t", "z"], "Zoom out", "Time", () => move(zoomOut));
  useShortcut(["t", "ArrowLeft"], "Half a range back", "Time", () => move((span, now) => shift(span, -1, now)));
  useShortcut(["t", "ArrowRight"], "Half a range forth", "Time", () => move((span, now) => shift(span, 1, now)));

  return (
    <div className={cn("flex min-w-0 items-center gap-1.5", className)}>
      <TimePicker open={open} onOpenChange={setOpen} />
      <Tooltip content="Zoom out">
        <Button size="icon" aria-label="Zoom out" onClick={() => move(zoomOut)}>
          <ZoomOut aria-hidden />
        </Button>
      </Tooltip>
      <Refresh />
    </div>
  );
}

const REFRESH_LABELS: Record<RefreshInterval, string> = {
  off: "Off",
  "5s": "5 seconds",
  "10s": "10 seconds",
  "30s": "30 seconds",
  "1m": "1 minute",
  "5m": "5 minutes",
  "15m": "15 minutes",
};

function Refresh() {
  const client = useQueryClient();
  const [interval, setInterval] = useRefresh();
  const fetching = useIsFetching({ queryKey: ["models"] }) > 0;
  const refresh = () => void client.invalidateQueries({ queryKey: ["models"] });
  useShortcut(["r"], "Refresh", "Time", refresh);
  return (
    <div className="flex">
      <Tooltip content="Refresh">
        <Button size="icon" aria-label="Refresh" className="rounded-r-none" onClick={refresh}>
          <RefreshCw className={cn(fetching && "animate-spin")} aria-hidden />
        </Button>
      </Tooltip>
      <Dropdown>
        <DropdownTrigger asChild>
          <Button className="-ml-px rounded-l-none px-1.5" aria-label={`Refresh by itself: ${REFRESH_LABELS[interval].toLowerCase()}`}>
            {interval !== "off" && <span className="tabular text-xs">{interval}</span>}
            <ChevronDown aria-hidden />
          </Button>
        </DropdownTrigger>
        <DropdownContent>
          <DropdownRadioGroup value={interval} onValueChange={(value) => void setInterval(value as RefreshInterval)}>
            {REFRESH_INTERVALS.map((value) => (
              <DropdownRadioItem key={value} value={value}>
                {REFRESH_LABELS[value]}
              </DropdownRadioItem>
            ))}
          </DropdownRadioGroup>
        </DropdownContent>
      </Dropdown>
    </div>
  );
}
