"use client";

import { usePathname } from "next/navigation";
import { modelOfPath } from "./routes.ts";

/** The model of the page, decoded. Only for pages below /models/[model]. */
export function useModelName(): string {
  return modelOfPath(usePathname()) ?? "";
}
