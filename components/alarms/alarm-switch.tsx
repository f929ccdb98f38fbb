"use client";

import { toast } from "sonner";
import { useChangeAlarm } from "#client/api/alarms.ts";
import type { Alarm } from "#core/contracts/alarms.ts";
import { Switch } from "../ui/switch.tsx";

/** On and off. Switching off closes what fires. */
export function AlarmSwitch({ alarm }: { alarm: Pick<Alarm, "id" | "name" | "enabled"> }) {
  const change = useChangeAlarm(alarm.id);
  const shown = change.isPending && change.variables.enabled !== undefined ? change.variables.enabled : alarm.enabled;
  return (
    <Switch
      aria-label={`${alarm.name} is on`}
      checked={shown}
      disabled={change.isPending}
      onCheckedChange={(enabled) =>
        change.mutate(
          { enabled },
          { onError: (error) => toast.error(`${alarm.name} was not switched ${enabled ? "on" : "off"}`, { description: error.message }) },
        )
      }
    />
  );
}
