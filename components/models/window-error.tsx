"use client";

import { Split } from "lucide-react";
import Link from "next/link";
import { routes } from "#client/routes.ts";
import { useSlice, useVersion } from "#client/url-state.ts";
import { useModelName } from "#client/use-model-name.ts";
import { savedSliceName } from "#core/slices/saved.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { wrongPart } from "./wrong-part.ts";

interface WindowErrorProps {
  error: Error;
  /** What could not be done: "The drift of this window could not be computed". */
  title: string;
  onRetry: () => void;
}

/** Why a page of a model has nothing to show: the part of the traffic that it was asked for is not there, or asking failed. */
export function WindowError({ error, title, onRetry }: WindowErrorProps) {
  const part = wrongPart(error);
  return part ? <NoSuchPart part={part} error={error} /> : <ErrorState title={title} error={error} onRetry={onRetry} />;
}

function NoSuchPart({ part, error }: { part: "slice" | "version"; error: Error }) {
  const model = useModelName();
  const [slice, setSlice] = useSlice();
  const [version, setVersion] = useVersion();
  const name = (part === "slice" ? slice && (savedSliceName(slice) ?? slice) : version) ?? "";
  return (
    <div role="alert">
      <EmptyState
        icon={Split}
        title={`There is no ${part} "${name}"`}
        action={
          <>
            {part === "slice" && (
              <Button asChild>
                <Link href={`${routes.settings(model)}#slices`}>What it is sliced by</Link>
              </Button>
            )}
            <Button variant="primary" onClick={() => void (part === "slice" ? setSlice(null) : setVersion(null))}>
              {part === "slice" ? "Show all traffic" : "Show all versions"}
            </Button>
          </>
        }
      >
        <p className="break-words">{error.message}</p>
      </EmptyState>
    </div>
  );
}
