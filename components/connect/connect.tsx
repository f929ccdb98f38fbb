"use client";

import { useState } from "react";
import type { CreatedKey } from "#client/api/manage.ts";
import { PageHeader } from "../ui/page-header.tsx";
import { KeysCard } from "./keys-card.tsx";
import { LiveTail } from "./live-tail.tsx";
import { QuarantineCard } from "./quarantine-card.tsx";
import { SnippetsCard } from "./snippets-card.tsx";

/** From no key to the first record seen: a key, a snippet that holds it, and what arrives. */
export function Connect() {
  const [fresh, setFresh] = useState<CreatedKey | null>(null);
  return (
    <>
      <PageHeader
        title="Connect"
        description="Create a key, paste a snippet, and watch the first record arrive. A model and its columns appear by themselves."
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-6">
          <KeysCard fresh={fresh} onCreated={setFresh} />
          <SnippetsCard fresh={fresh} />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <LiveTail />
          <QuarantineCard />
        </div>
      </div>
    </>
  );
}
