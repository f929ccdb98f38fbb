"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { DefaultRangeProvider, FALLBACK_RANGE, OVERVIEW_RANGE } from "#client/default-window.ts";
import { modelOfPath, routes } from "#client/routes.ts";
import { useShortcut, useShortcutListener } from "#client/shortcuts.ts";
import { leavePage } from "#client/unsaved.ts";
import { carriedQuery } from "#client/url-state.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import { useModelDefaultRange } from "../models/use-default-range.ts";
import { Dialog, DrawerContent } from "../ui/dialog.tsx";
import { UnsavedDialog } from "../ui/unsaved-dialog.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { Header } from "./header.tsx";
import { JobsBanner } from "./jobs-banner.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { ShellProvider } from "./shell-context.ts";
import { Sidebar } from "./sidebar.tsx";

/** The frame of every signed-in page: navigation, time, command palette, keys, and what is at work in the background. */
export function AppShell({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  const model = modelOfPath(pathname);
  const modelRange = useModelDefaultRange(model);
  const range = model ? modelRange : pathname === "/" ? OVERVIEW_RANGE : FALLBACK_RANGE;
  const hydrated = useHydrated();
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = useState(false);
  const [keysOpen, setKeysOpen] = useState(false);
  const shell = useMemo(() => ({ openPalette: () => setPalette(true), openKeys: () => setKeysOpen(true) }), []);

  useShortcutListener();
  usePaletteKey(setPalette);
  usePageShortcuts(model, () => setKeysOpen(true));

  return (
    <ShellProvider value={shell}>
      <DefaultRangeProvider value={range}>
        <a href="#main" className="sr-only z-80 rounded-md bg-bg px-3 py-2 text-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
          Skip to the page
        </a>
        <div className="flex min-h-dvh">
          <aside className="sticky top-0 hidden h-dvh w-56 shrink-0 border-line border-r bg-surface lg:block">
            <Sidebar />
          </aside>
          <div className="flex min-w-0 flex-1 flex-col">
            <Header onMenu={() => setDrawer(true)} />
            <JobsBanner />
            <main
              id="main"
              tabIndex={-1}
              // Until the browser has taken over, what the server drew looks ready and hears neither clicks nor keys.
              aria-busy={!hydrated || undefined}
              className="mx-auto w-full max-w-screen-2xl flex-1 px-4 py-6 outline-none sm:px-6"
            >
              {children}
            </main>
          </div>
        </div>
        <Dialog open={drawer} onOpenChange={setDrawer}>
          <DrawerContent title="Navigation">
            <Sidebar onNavigate={() => setDrawer(false)} />
          </DrawerContent>
        </Dialog>
        <CommandPalette open={palette} onOpenChange={setPalette} />
        <KeysDialog open={keysOpen} onOpenChange={setKeysOpen} />
        <UnsavedDialog />
      </DefaultRangeProvider>
    </ShellProvider>
  );
}

function usePaletteKey(setOpen: (change: (open: boolean) => boolean) => void) {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      setOpen((open) => !open);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [setOpen]);
}

function usePageShortcuts(model: string | null, openKeys: () => void) {
  const router = useRouter();
  const search = useSearchParams();
  const go = (path: string, query: string) => leavePage(() => router.push(`${path}${query}`));
  const shared = carriedQuery(search, ["refresh", "tz"]);
  const carried = carriedQuery(search);
  useShortcut(["?"], "Show these keys", "Everywhere", openKeys);
  useShortcut(["g", "o"], "Overview", "Go to", () => go(routes.overview, shared));
  useShortcut(["g", "i"], "Incidents", "Go to", () => go(routes.incidents, ""));
  useShortcut(["g", "a"], "Alarms", "Go to", () => go(routes.alarms, ""));
  useShortcut(["g", "c"], "Connect", "Go to", () => go(routes.connect, ""));
  useShortcut(["g", "d"], "Drift of this model", "Go to", () => model && go(routes.drift(model), carried), model !== null);
  useShortcut(["g", "p"], "Performance of this model", "Go to", () => model && go(routes.performance(model), carried), model !== null);
  useShortcut(["g", "l"], "Slices of this model", "Go to", () => model && go(routes.slices(model), carried), model !== null);
  useShortcut(["g", "u"], "Outputs of this model", "Go to", () => model && go(routes.outputs(model), carried), model !== null);
  useShortcut(["g", "r"], "Records of this model", "Go to", () => model && go(routes.records(model), carried), model !== null);
  useShortcut(["g", "s"], "Settings of this model", "Go to", () => model && go(routes.settings(model), carried), model !== null);
}
