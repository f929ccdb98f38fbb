"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { useDeleteModel } from "#client/api/models.ts";
import { formatCount } from "#client/format.ts";
import { routes } from "#client/routes.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Input } from "../ui/input.tsx";
import { Field } from "../ui/label.tsx";

export function DeleteCard({ model }: { model: ModelDetail }) {
  const router = useRouter();
  const remove = useDeleteModel(model.name, () => {
    toast.success(`${model.title} is deleted`);
    router.push(routes.overview);
  });
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState("");

  function confirm() {
    remove.mutate(undefined, {
      onError: (error) => toast.error("The model was not deleted", { description: error.message }),
    });
  }

  return (
    <Card title="Delete this model" description="Its records, profiles, references and settings go with it. This cannot be taken back.">
      <Button variant="danger" onClick={() => setAsking(true)}>
        Delete model
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          setTyped("");
        }}
        title={`Delete ${model.title}?`}
        description={`${formatCount(model.records)} records and everything computed from them are deleted for good. Shippers that go on sending with this name make a new, empty model where their key allows it.`}
        action="Delete for good"
        danger
        busy={remove.isPending}
        disabled={typed !== model.name}
        onConfirm={confirm}
      >
        <Field
          label={
            <>
              Type <code className="font-mono">{model.name}</code> to confirm
            </>
          }
        >
          {(ids) => (
            <Input {...ids} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} />
          )}
        </Field>
      </ConfirmDialog>
    </Card>
  );
}
