"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { useDeleteAlarm } from "#client/api/alarms.ts";
import { routes } from "#client/routes.ts";
import type { AlarmDetail } from "#core/contracts/alarms.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";

export function DeleteAlarm({ alarm }: { alarm: AlarmDetail }) {
  const router = useRouter();
  const remove = useDeleteAlarm();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
        Delete
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${alarm.name}?`}
        description="What fires is closed, and nothing is looked at any more. Its incidents stay readable. This cannot be taken back; switching it off can."
        action="Delete alarm"
        danger
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(alarm.id, {
            onSuccess: () => {
              toast.success(`${alarm.name} is deleted`);
              router.push(routes.alarms);
            },
            onError: (error) => toast.error("The alarm was not deleted", { description: error.message }),
          })
        }
      />
    </>
  );
}
