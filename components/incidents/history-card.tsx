import {
  BellOff,
  BellRing,
  CircleCheck,
  CircleHelp,
  Eye,
  Flame,
  type LucideIcon,
  MessageSquare,
  Repeat2,
  Scale,
  Send,
  TriangleAlert,
} from "lucide-react";
import type { IncidentDetail } from "#core/contracts/incidents.ts";
import { TimeText } from "../time/time-text.tsx";
import { Card } from "../ui/card.tsx";

type Event = IncidentDetail["events"][number];

const KINDS: Record<Event["kind"], { word: string; icon: LucideIcon }> = {
  fired: { word: "Fired", icon: Flame },
  escalated: { word: "Became critical", icon: TriangleAlert },
  silenced: { word: "Silenced", icon: BellOff },
  notified: { word: "Told", icon: Send },
  not_notified: { word: "Not told", icon: BellRing },
  acknowledged: { word: "Acknowledged", icon: Eye },
  verdict: { word: "Judged", icon: Scale },
  comment: { word: "Comment", icon: MessageSquare },
  resolved: { word: "Resolved", icon: CircleCheck },
  flapping: { word: "Came and went", icon: Repeat2 },
};
/** Their text says no more than the word. */
const SAYS_ALL: ReadonlySet<Event["kind"]> = new Set(["fired", "escalated"]);
const UNKNOWN = { word: "Noted", icon: CircleHelp };

/** Everything that happened, the newest first. */
export function HistoryCard({ incident }: { incident: IncidentDetail }) {
  const events = [...incident.events].reverse();
  return (
    <Card title="History">
      <ol aria-label="History" className="flex flex-col gap-3.5">
        {events.map((event) => {
          const { word, icon: Icon } = KINDS[event.kind] ?? UNKNOWN;
          return (
            <li key={event.id} className="flex gap-2.5">
              <Icon className="mt-0.5 size-4 shrink-0 text-ink-3" aria-hidden />
              <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-baseline justify-between gap-x-3">
                  <span className="font-medium text-ink">
                    {word}
                    {event.author !== null && <span className="break-all font-normal text-ink-2"> by {event.author}</span>}
                  </span>
                  <TimeText value={event.at} precision="minute" className="text-ink-3 text-xs" />
                </p>
                {event.text && !SAYS_ALL.has(event.kind) && (
                  <p className="whitespace-pre-wrap text-pretty break-words text-ink-2 text-xs">{event.text}</p>
                )}
              </div>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
