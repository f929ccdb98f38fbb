import type { ReactNode } from "react";
import { AppShell } from "#components/shell/app-shell.tsx";
import { requireUser } from "#server/auth/require-user.ts";

/** Signed-in pages live on their address and on the API's answers: nothing of them can be made ahead of time. */
export const dynamic = "force-dynamic";

export default async function AppLayout({ children }: { children: ReactNode }) {
  await requireUser();
  return <AppShell>{children}</AppShell>;
}
