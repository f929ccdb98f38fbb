"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";

type State = { step: "ready" | "asking" } | { step: "refused"; why: string; final: boolean };

async function claim(token: string): Promise<State | null> {
  try {
    const response = await fetch("/api/v1/sign-in", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    if (response.ok) return null;
    const problem = (await response.json().catch(() => null)) as { detail?: string } | null;
    return { step: "refused", why: problem?.detail ?? `The server answered ${response.status}.`, final: response.status === 410 };
  } catch {
    return { step: "refused", why: "The server cannot be reached. Is Tidemark running?", final: false };
  }
}

/** Uses the link by a POST of its own, because programs that preview links open them too, and would use them up. */
export function SignInForm({ token, next }: { token: string; next: string }) {
  const [state, setState] = useState<State>({ step: "ready" });
  const begun = useRef(false);

  const signIn = async () => {
    setState({ step: "asking" });
    const refused = await claim(token);
    if (refused) setState(refused);
    // A whole load, so that nothing rendered for nobody stays; and the token leaves the history.
    else window.location.replace(next);
  };
  const first = useRef(signIn);

  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    void first.current();
  }, []);

  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      {/* A link that was used stays used. */}
      {state.step === "refused" && state.final ? null : (
        <Button type="submit" variant="primary" className="h-10" busy={state.step === "asking"}>
          {state.step === "asking" ? "Signing in" : state.step === "refused" ? "Try again" : "Sign in"}
        </Button>
      )}
      <p role="status" aria-live="polite" className="text-danger text-sm leading-6">
        {state.step === "refused" ? state.why : ""}
      </p>
    </form>
  );
}
