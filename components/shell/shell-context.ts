"use client";

import { createContext, useContext } from "react";

export interface Shell {
  openPalette: () => void;
  openKeys: () => void;
}

const Context = createContext<Shell>({ openPalette: () => {}, openKeys: () => {} });

export const ShellProvider = Context.Provider;

export function useShell(): Shell {
  return useContext(Context);
}
