"use client";

import { Toaster as Sonner } from "sonner";
import { useTheme } from "#client/use-theme.ts";

/** Says `toast.success(...)` and `toast.error(...)` of sonner in the colours of the theme. */
export function Toaster() {
  const theme = useTheme();
  return (
    <Sonner
      theme={theme}
      position="bottom-right"
      toastOptions={{
        classNames: {
          toast: "!rounded-lg !border-line !bg-bg !font-sans !text-ink !text-sm !shadow-float",
          description: "!text-ink-2",
        },
      }}
    />
  );
}
