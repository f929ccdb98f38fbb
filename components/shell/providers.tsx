"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { ApiError } from "#client/api/error.ts";
import { Toaster } from "../ui/toaster.tsx";
import { TooltipProvider } from "../ui/tooltip.tsx";

/** What the server said about the question (4xx) stays so when asked again; what was about the moment may not. */
function retry(failures: number, error: Error): boolean {
  const isFinal = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
  return !isFinal && failures < 2;
}

/** Asked also while the browser believes to be offline: Tidemark may run on this computer, and an error says more than waiting for ever. */
const network = { networkMode: "always" } as const;

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { ...network, retry, staleTime: 5000, refetchOnWindowFocus: true, refetchOnReconnect: true },
          mutations: network,
        },
      }),
  );
  return (
    <QueryClientProvider client={client}>
      <NuqsAdapter>
        <TooltipProvider delayDuration={300}>
          {children}
          <Toaster />
        </TooltipProvider>
      </NuqsAdapter>
    </QueryClientProvider>
  );
}
