"use client";

import type { CreatedKey } from "#client/api/manage.ts";
import { CopyButton } from "../ui/copy-button.tsx";

/** The one moment in which the key itself can be seen. */
export function FreshKey({ created }: { created: CreatedKey }) {
  return (
    <section aria-label="New key" className="border-line border-b bg-accent-soft px-4 py-3">
      <p className="font-medium text-ink">Copy "{created.name}" now: it is not shown again.</p>
      <p className="mt-0.5 text-ink-2 text-xs">
        Only a fingerprint of it is stored. Until you leave this page the snippets below hold it too.
      </p>
      <div className="mt-2 flex items-center gap-2 rounded-md border border-line-strong bg-bg py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 break-all font-mono text-ink text-xs">{created.key}</code>
        <CopyButton value={created.key} label="Copy the key" size="sm" variant="secondary">
          Copy
        </CopyButton>
      </div>
    </section>
  );
}
