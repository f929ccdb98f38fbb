import {
  BellOff,
  CircleAlert,
  CircleCheck,
  CircleHelp,
  CircleX,
  Eye,
  Flame,
  type LucideIcon,
  OctagonAlert,
  ShieldCheck,
  TriangleAlert,
} from "lucide-react";
import { cn } from "#client/cn.ts";
import type { Severity } from "#core/contracts/alarm-rules.ts";
import type { Incident, IncidentVerdict } from "#core/contracts/incidents.ts";

interface Look {
  word: string;
  icon: LucideIcon;
  className: string;
}

const SEVERITIES: Record<Severity, Look> = {
  critical: { word: "Critical", icon: OctagonAlert, className: "bg-drift-soft text-drift" },
  warning: { word: "Warning", icon: TriangleAlert, className: "bg-warning-soft text-warning" },
};

/** What somebody found an incident to be, in the words of the product. */
export const INCIDENT_VERDICTS: Record<IncidentVerdict, Look & { meaning: string }> = {
  real: { word: "Real", icon: CircleAlert, className: "bg-drift-soft text-drift", meaning: "Something was wrong." },
  false: { word: "False", icon: CircleX, className: "bg-not-enough-data-soft text-not-enough-data", meaning: "Nothing was wrong." },
  expected: {
    word: "Expected",
    icon: ShieldCheck,
    className: "bg-stable-soft text-stable",
    meaning: "It was known beforehand: a launch, a campaign, a migration.",
  },
};
export const VERDICT_NAMES = ["real", "false", "expected"] as const satisfies readonly IncidentVerdict[];

function Chip({ look: { word, icon: Icon, className }, title }: { look: Look; title?: string }) {
  return (
    <span
      title={title}
      className={cn("inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded px-2 font-medium text-xs", className)}
    >
      <Icon className="size-3.5 shrink-0" aria-hidden />
      {word}
    </span>
  );
}

export function SeverityBadge({ severity }: { severity: Severity }) {
  return <Chip look={SEVERITIES[severity]} />;
}

function IncidentVerdictBadge({ verdict }: { verdict: IncidentVerdict }) {
  return <Chip look={INCIDENT_VERDICTS[verdict]} title={INCIDENT_VERDICTS[verdict].meaning} />;
}

const PLAIN = "border border-line bg-bg text-ink-2";

/** Whether it fires, whether anybody is told, and whether somebody has seen it. */
export function IncidentStatusBadges({ incident }: { incident: Incident }) {
  return (
    <>
      {incident.status === "firing" ? (
        <Chip look={{ word: "Firing", icon: Flame, className: "border border-current bg-bg text-drift" }} />
      ) : (
        <Chip look={{ word: "Resolved", icon: CircleCheck, className: PLAIN }} />
      )}
      {incident.silenced && (
        <Chip look={{ word: "Silenced", icon: BellOff, className: PLAIN }} title="Nobody is told while a silence lasts." />
      )}
      {incident.acknowledged_at !== null && (
        <Chip look={{ word: "Acknowledged", icon: Eye, className: PLAIN }} title={`Seen by ${incident.acknowledged_by ?? "somebody"}`} />
      )}
      {incident.verdict !== null ? (
        <IncidentVerdictBadge verdict={incident.verdict} />
      ) : (
        incident.status === "resolved" && (
          <Chip look={{ word: "Not judged", icon: CircleHelp, className: PLAIN }} title="Nobody has said yet whether it was real." />
        )
      )}
    </>
  );
}
