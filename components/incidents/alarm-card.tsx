import { ExternalLink } from "lucide-react";
import Link from "next/link";
import { routes } from "#client/routes.ts";
import { summaryOf } from "#core/alarms/describe.ts";
import type { IncidentDetail } from "#core/contracts/incidents.ts";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { orderedLabels } from "./incident-words.ts";

/** The alarm as it was when it fired, its links, and the labels that routes and silences match. */
export function AlarmCard({ incident }: { incident: IncidentDetail }) {
  const { alarm, definition, labels, links } = incident;
  const summary = summaryOf(definition);
  return (
    <Card title="Alarm">
      <p className="font-medium text-ink">
        {alarm.deleted ? (
          `${alarm.name} (deleted)`
        ) : (
          <Link href={routes.alarm(alarm.id)} className="underline underline-offset-2">
            {alarm.name}
          </Link>
        )}
        <span className="font-normal text-ink-3"> version {alarm.version}</span>
      </p>
      <p className="mt-1 text-pretty text-ink-2 text-xs">{summary.charAt(0).toUpperCase() + summary.slice(1)}.</p>
      {definition.description && <p className="mt-2 whitespace-pre-wrap text-pretty text-ink-2">{definition.description}</p>}
      {links.length > 0 && (
        <ul aria-label="Links of the alarm" className="mt-3 flex flex-col gap-1">
          {links.map(({ title, url }) => (
            <li key={`${title} ${url}`}>
              <a
                href={url}
                target="_blank"
                rel="noopener noreferrer"
                className="inline-flex items-center gap-1.5 text-accent underline underline-offset-2"
              >
                <ExternalLink className="size-3.5 shrink-0" aria-hidden />
                {title}
              </a>
            </li>
          ))}
        </ul>
      )}
      <ul aria-label="Labels" className="mt-3 flex flex-wrap gap-1.5">
        {orderedLabels(labels).map(([name, value]) => (
          <li key={name} className="max-w-full">
            <Badge className="font-mono" title={`${name}=${value}`}>
              <span className="truncate">
                {name}={value}
              </span>
            </Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
}
