import {
  BellRing,
  CircleCheck,
  CircleCheckBig,
  CircleDashed,
  CircleSlash,
  Hourglass,
  type LucideIcon,
  OctagonAlert,
  TriangleAlert,
  VolumeX,
} from "lucide-react";
import { cn } from "#client/cn.ts";
import type { AlarmStatus } from "#core/contracts/alarm-rules.ts";

interface AlarmLook {
  word: string;
  icon: LucideIcon;
  className: string;
}

/** Every status has its own word and its own shape; the colour only repeats them. */
const ALARM_LOOKS: Record<AlarmStatus, AlarmLook> = {
  firing: { word: "Firing", icon: BellRing, className: "bg-drift-soft text-drift" },
  recovering: { word: "Recovering", icon: OctagonAlert, className: "bg-drift-soft text-drift" },
  error: { word: "Error", icon: TriangleAlert, className: "bg-danger-soft text-danger" },
  pending: { word: "Pending", icon: Hourglass, className: "bg-warning-soft text-warning" },
  no_data: { word: "No data", icon: CircleSlash, className: "bg-no-data-soft text-no-data" },
  not_enough_data: { word: "Not enough data", icon: CircleDashed, className: "bg-not-enough-data-soft text-not-enough-data" },
  resolved: { word: "Resolved", icon: CircleCheckBig, className: "bg-stable-soft text-stable" },
  ok: { word: "OK", icon: CircleCheck, className: "bg-stable-soft text-stable" },
};

/** Worst first: the order of menus and lists. */
export const STATUS_ORDER = Object.keys(ALARM_LOOKS) as AlarmStatus[];

export const statusWord = (status: AlarmStatus): string => ALARM_LOOKS[status].word;

interface AlarmStatusBadgeProps {
  status: AlarmStatus;
  silenced?: boolean;
  className?: string;
}

export function AlarmStatusBadge({ status, silenced, className }: AlarmStatusBadgeProps) {
  const look = ALARM_LOOKS[status];
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <Look look={look} className={className} />
      {silenced && <Look look={{ word: "Silenced", icon: VolumeX, className: "bg-sunken text-ink-2" }} />}
    </span>
  );
}

/** An alarm that is switched off has no status. */
export function AlarmOffBadge() {
  return <Look look={{ word: "Off", icon: CircleSlash, className: "bg-sunken text-ink-2" }} />;
}

function Look({ look, className }: { look: AlarmLook; className?: string | undefined }) {
  const Icon = look.icon;
  return (
    <span
      className={cn("inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded px-2 font-medium text-xs", look.className, className)}
    >
      <Icon className="size-3.5 shrink-0" aria-hidden />
      {look.word}
    </span>
  );
}
