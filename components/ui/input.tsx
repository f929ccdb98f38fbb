import type { ComponentProps } from "react";
import { cn } from "#client/cn.ts";

const fieldClass =
  "w-full rounded-md border border-line-strong bg-bg px-2.5 text-sm text-ink transition-colors hover:border-ink-3 disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-danger";

export function Input({ className, type, ...props }: ComponentProps<"input">) {
  return <input type={type ?? "text"} className={cn(fieldClass, "h-8", className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(fieldClass, "min-h-20 py-1.5 leading-5", className)} {...props} />;
}
