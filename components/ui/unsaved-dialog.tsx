"use client";

import { answerLeaveQuestion, useLeaveQuestion } from "#client/unsaved.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";

/** Asks before what was typed and not saved is thrown away; stands once, in the frame of all pages. */
export function UnsavedDialog() {
  const question = useLeaveQuestion();
  if (!question) return null;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && answerLeaveQuestion(false)}
      title={question.title}
      description={question.description}
      action={question.action}
      keep={question.keep}
      danger
      onConfirm={() => answerLeaveQuestion(true)}
    />
  );
}
