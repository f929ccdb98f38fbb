import type { ReactNode } from "react";
import { AppShell } from "#components/shell/app-shell.tsx";

/** Signed-in pages live on their address and on the API's answers: nothing of them can be made ahead of time. */
export const dynamic = "force-dynamic";

export default function AppLayout({ children }: { children: ReactNode }) {
  return <AppShell>{children}</AppShell>;
}
