"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { cn } from "#client/cn.ts";
import { Button } from "./button.tsx";

export const Dialog = Primitive.Root;
export const DialogClose = Primitive.Close;

interface PanelProps {
  title: ReactNode;
  /** Read out after the title. */
  description?: ReactNode;
  children: ReactNode;
  /** Buttons, at the end. */
  footer?: ReactNode;
  className?: string;
}

/** Most dialogs are opened by state, without a trigger that Radix knows: then the keyboard would begin anew at the top of the page. */
function useReturnFocus() {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      before.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
    },
  };
}

function Overlay() {
  return <Primitive.Overlay className="fixed inset-0 z-50 animate-fade bg-overlay" />;
}

function Head({ title, description, className }: { title: ReactNode; description?: ReactNode; className?: string }) {
  return (
    <div className={cn("flex items-start gap-3", className)}>
      <div className="min-w-0 flex-1">
        <Primitive.Title className="text-balance break-words font-semibold text-base text-ink">{title}</Primitive.Title>
        {description && <Primitive.Description className="mt-0.5 text-ink-2 text-sm">{description}</Primitive.Description>}
      </div>
      <Primitive.Close asChild>
        <Button variant="ghost" size="icon-sm" aria-label="Close">
          <X aria-hidden />
        </Button>
      </Primitive.Close>
    </div>
  );
}

/** A question or a small form in the middle of the page. */
export function DialogContent({ title, description, children, footer, className }: PanelProps) {
  const returnFocus = useReturnFocus();
  return (
    <Primitive.Portal>
      <Overlay />
      <Primitive.Content
        {...returnFocus}
        {...(description ? {} : { "aria-describedby": undefined })}
        className={cn(
          "fixed top-1/2 left-1/2 z-50 flex max-h-[85dvh] w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 animate-fade flex-col overflow-hidden rounded-lg border border-line bg-bg shadow-float outline-none",
          className,
        )}
      >
        <Head title={title} description={description} className="px-5 pt-4 pb-3" />
        <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
        {footer && <div className="flex justify-end gap-2 border-line border-t bg-surface px-5 py-3">{footer}</div>}
      </Primitive.Content>
    </Primitive.Portal>
  );
}

/** A side panel: details beside the page that they belong to. */
export function SheetContent({ title, description, children, footer, className }: PanelProps) {
  const returnFocus = useReturnFocus();
  return (
    <Primitive.Portal>
      <Overlay />
      <Primitive.Content
        {...returnFocus}
        {...(description ? {} : { "aria-describedby": undefined })}
        className={cn(
          "fixed inset-y-0 right-0 z-50 flex w-full max-w-xl animate-sheet flex-col border-line border-l bg-bg shadow-float outline-none",
          className,
        )}
      >
        <Head title={title} description={description} className="border-line border-b px-5 py-3" />
        <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
        {footer && <div className="flex justify-end gap-2 border-line border-t bg-surface px-5 py-3">{footer}</div>}
      </Primitive.Content>
    </Primitive.Portal>
  );
}

/** The navigation on narrow screens. */
export function DrawerContent({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Primitive.Portal>
      <Overlay />
      <Primitive.Content
        aria-describedby={undefined}
        className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] animate-drawer flex-col border-line border-r bg-surface shadow-float outline-none"
      >
        <Primitive.Title className="sr-only">{title}</Primitive.Title>
        {children}
      </Primitive.Content>
    </Primitive.Portal>
  );
}
