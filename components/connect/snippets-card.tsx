"use client";

import { useState } from "react";
import type { CreatedKey } from "#client/api/manage.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import { Card } from "../ui/card.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Input } from "../ui/input.tsx";
import { Field } from "../ui/label.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "../ui/tabs.tsx";
import { snippetsFor } from "./snippets.ts";

const PLACEHOLDER = "<your key>";

export function SnippetsCard({ fresh }: { fresh: CreatedKey | null }) {
  const [model, setModel] = useState("my-model");
  const hydrated = useHydrated();
  const origin = hydrated ? window.location.origin : "http://localhost";
  const snippets = snippetsFor({
    origin,
    key: fresh?.key ?? PLACEHOLDER,
    isUrlKey: fresh?.kind === "url",
    model: model.trim() || "my-model",
  });
  return (
    <Card
      title="Send records"
      description={
        fresh
          ? `The snippets hold this address and the key "${fresh.name}": paste and run.`
          : "The snippets hold this address. Create a key above and they hold it too."
      }
    >
      <Field label="Model" hint="The name that the records carry; it need not exist yet." className="mb-4 max-w-xs">
        {(ids) => <Input {...ids} value={model} onChange={(event) => setModel(event.target.value)} maxLength={100} autoComplete="off" />}
      </Field>
      <Tabs defaultValue="curl">
        <TabsList aria-label="Shippers">
          {snippets.map((snippet) => (
            <TabsTrigger key={snippet.id} value={snippet.id}>
              {snippet.label}
            </TabsTrigger>
          ))}
        </TabsList>
        {snippets.map((snippet) => (
          <TabsContent key={snippet.id} value={snippet.id}>
            <CodeBlock code={snippet.code} title={snippet.title} />
            <ul className="mt-3 flex list-disc flex-col gap-1 pl-4 text-ink-2 text-xs">
              {snippet.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </TabsContent>
        ))}
      </Tabs>
    </Card>
  );
}
