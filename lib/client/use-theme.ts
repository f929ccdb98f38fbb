"use client";

import { useSyncExternalStore } from "react";
import { readTheme, subscribeTheme, type Theme } from "./theme.ts";

export function useTheme(): Theme {
  return useSyncExternalStore(subscribeTheme, readTheme, () => "system");
}
