"use client";

import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Dialog, DialogClose, DialogContent } from "./dialog.tsx";

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description: ReactNode;
  /** What the button does, as a verb: "Revoke key". */
  action: string;
  /** On the button that leaves everything as it is. */
  keep?: string;
  danger?: boolean;
  busy?: boolean;
  disabled?: boolean;
  onConfirm: () => void;
  children?: ReactNode;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  description,
  action,
  keep = "Cancel",
  danger,
  busy,
  disabled,
  onConfirm,
  children,
}: ConfirmDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title={title}
        description={description}
        footer={
          <>
            <DialogClose asChild>
              <Button>{keep}</Button>
            </DialogClose>
            <Button variant={danger ? "danger" : "primary"} busy={busy ?? false} disabled={disabled ?? false} onClick={onConfirm}>
              {action}
            </Button>
          </>
        }
      >
        {children}
      </DialogContent>
    </Dialog>
  );
}
