import type { Principal } from "../auth/principal.ts";

/** Who did something, for histories. There are no accounts yet: whoever signs in is the team. */
export function authorOf(principal: Principal): string {
  return principal.kind === "user" ? "team" : `API key ${principal.keyId ?? ""}`.trim();
}
