"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Primitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "#client/cn.ts";

export interface SelectOption<T extends string = string> {
  value: T;
  label: ReactNode;
  disabled?: boolean;
}

interface SelectProps<T extends string> extends Omit<ComponentProps<typeof Primitive.Trigger>, "value" | "onChange"> {
  value: T | undefined;
  options: readonly SelectOption<T>[];
  onValueChange: (value: T) => void;
  placeholder?: string;
  size?: "sm" | "md";
}

/** Radix takes no empty value; an option with value "" (say "all versions") is carried as this. */
const EMPTY = "\u0000";

export function Select<T extends string>({
  value,
  options,
  onValueChange,
  placeholder,
  size = "md",
  className,
  disabled,
  ...props
}: SelectProps<T>) {
  return (
    <Primitive.Root
      value={value === undefined ? "" : value || EMPTY}
      onValueChange={(next) => onValueChange((next === EMPTY ? "" : next) as T)}
      disabled={disabled}
    >
      <Primitive.Trigger
        className={cn(
          "inline-flex items-center justify-between gap-1.5 rounded-md border border-line-strong bg-bg text-ink hover:border-ink-3 disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-danger data-placeholder:text-ink-3 [&>span]:truncate",
          size === "sm" ? "h-7 px-2 text-xs" : "h-8 px-2.5 text-sm",
          className,
        )}
        {...props}
      >
        <Primitive.Value placeholder={placeholder} />
        <Primitive.Icon>
          <ChevronDown className="size-3.5 text-ink-3" aria-hidden />
        </Primitive.Icon>
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-60 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-pop overflow-hidden rounded-md border border-line bg-bg shadow-float"
        >
          <Primitive.Viewport className="p-1">
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value || EMPTY}
                disabled={option.disabled ?? false}
                className="flex h-8 cursor-pointer select-none items-center gap-2 rounded px-2 pr-7 text-sm outline-none data-disabled:cursor-not-allowed data-highlighted:bg-hover data-disabled:opacity-50"
              >
                <Primitive.ItemText>{option.label}</Primitive.ItemText>
                <Primitive.ItemIndicator className="absolute right-2">
                  <Check className="size-3.5" aria-hidden />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
