"use client";

import { KeyRound, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { toast } from "sonner";
import { type CreatedKey, useKeys, useRevokeKey } from "#client/api/manage.ts";
import { cn } from "#client/cn.ts";
import type { Key } from "#core/contracts/manage.ts";
import { RelativeTime } from "../time/time-text.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { FreshKey } from "./fresh-key.tsx";

interface KeysCardProps {
  fresh: CreatedKey | null;
  onCreated: (key: CreatedKey) => void;
}

export function KeysCard({ fresh, onCreated }: KeysCardProps) {
  const [creating, setCreating] = useState(false);
  const create = (
    <Button variant="primary" size="sm" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      Create key
    </Button>
  );
  return (
    <Card title="Keys" description="Every shipper gets its own, so that each can be revoked alone." actions={create} flush>
      {fresh && <FreshKey created={fresh} />}
      <KeyList create={create} />
      {creating && <CreateKeyDialog onClose={() => setCreating(false)} onCreated={onCreated} />}
    </Card>
  );
}

function KeyList({ create }: { create: ReactNode }) {
  const keys = useKeys();
  if (keys.isPending) {
    return (
      <div role="status" aria-label="Loading the keys" className="flex flex-col gap-3 p-4">
        <Skeleton className="h-5" />
        <Skeleton className="h-5" />
      </div>
    );
  }
  if (!keys.data)
    return <ErrorState title="The keys could not be loaded" error={keys.error} onRetry={() => void keys.refetch()} className="m-4" />;
  if (keys.data.data.length === 0) {
    return (
      <EmptyState icon={KeyRound} title="No key yet" action={create} className="py-10">
        A shipper shows its key with every request. Create the first one: the snippets below take it in.
      </EmptyState>
    );
  }
  const active = keys.data.data.filter((key) => key.revoked_at === null);
  const revoked = keys.data.data.filter((key) => key.revoked_at !== null);
  return (
    <Table label="Keys" className="[&_tbody_tr:last-child_td]:border-b-0">
      <thead>
        <Tr>
          <Th>Name</Th>
          <Th>Scopes</Th>
          <Th>Last used</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </Tr>
      </thead>
      <tbody>
        {[...active, ...revoked].map((key) => (
          <KeyRow key={key.id} apiKey={key} />
        ))}
      </tbody>
    </Table>
  );
}

function KeyRow({ apiKey }: { apiKey: Key }) {
  const [asking, setAsking] = useState(false);
  const revoke = useRevokeKey();
  const isRevoked = apiKey.revoked_at !== null;
  return (
    <Tr>
      <Td>
        <span className={cn("block truncate font-medium", isRevoked && "text-ink-3 line-through")}>{apiKey.name}</span>
        <code className="font-mono text-ink-3 text-xs">{apiKey.prefix}…</code>
      </Td>
      <Td>
        <div className="flex flex-wrap gap-1">
          {apiKey.kind === "url" && <Badge>in the address</Badge>}
          {apiKey.scopes.map((scope) => (
            <Badge key={scope}>{scope}</Badge>
          ))}
        </div>
      </Td>
      <Td>{apiKey.last_used_at ? <RelativeTime value={apiKey.last_used_at} /> : <span className="text-ink-3">never</span>}</Td>
      <Td className="text-right">
        {isRevoked ? (
          <span className="text-ink-3 text-xs">
            revoked <RelativeTime value={apiKey.revoked_at} />
          </span>
        ) : (
          <Button size="sm" onClick={() => setAsking(true)} aria-label={`Revoke ${apiKey.name}`}>
            Revoke
          </Button>
        )}
        <ConfirmDialog
          open={asking}
          onOpenChange={setAsking}
          title={`Revoke "${apiKey.name}"?`}
          description="Whatever sends with it is refused from now on. This cannot be taken back; a new key can be created at any time."
          action="Revoke key"
          danger
          busy={revoke.isPending}
          onConfirm={() =>
            revoke.mutate(apiKey.id, {
              onSuccess: () => {
                setAsking(false);
                toast.success(`"${apiKey.name}" is revoked`);
              },
              onError: (error) => toast.error("The key was not revoked", { description: error.message }),
            })
          }
        />
      </Td>
    </Tr>
  );
}
