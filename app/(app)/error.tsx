"use client";

import { ErrorState } from "#components/ui/error-state.tsx";

/** A fault in a page: the shell around it stays usable. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <>
      <h1 className="mb-4 font-semibold text-xl tracking-tight">This page has a fault</h1>
      <ErrorState title="Something in the page itself went wrong" error={error} onRetry={reset} />
      {error.digest && <p className="mt-2 font-mono text-ink-3 text-xs">in the server's log as {error.digest}</p>}
    </>
  );
}
