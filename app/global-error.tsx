"use client";

import "./globals.css";

/** The last resort: the frame of all pages itself failed, so nothing of it is used here. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body className="flex min-h-dvh items-center justify-center p-6">
        <main className="max-w-md">
          <h1 className="font-semibold text-xl">Tidemark could not draw this page</h1>
          <p className="mt-1 text-ink-2">{error.message}</p>
          {error.digest && <p className="mt-1 font-mono text-ink-3 text-xs">in the server's log as {error.digest}</p>}
          <button type="button" onClick={reset} className="mt-4 h-8 rounded-md bg-ink px-3 font-medium text-on-ink text-sm">
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
