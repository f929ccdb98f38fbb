import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { getPool } from "../db/pool.ts";
import { authenticateCookie } from "./authenticate.ts";
import { SESSION_COOKIE } from "./cookies.ts";
import type { Principal } from "./principal.ts";

/** The signed-in person of the page that is being rendered; null when nobody is. For server components. */
export async function currentUser(): Promise<Principal | null> {
  const session = (await cookies()).get(SESSION_COOKIE);
  return session ? authenticateCookie(getPool(), `${SESSION_COOKIE}=${session.value}`) : null;
}

/** As currentUser, but sends everybody else to the sign-in page, which says how to get a link. `next` is where to go on afterwards. */
export async function requireUser(next?: string): Promise<Principal> {
  const user = await currentUser();
  if (user) return user;
  const path = next ?? (await headers()).get("x-tidemark-path") ?? "";
  redirect(path.startsWith("/") && !path.startsWith("//") ? `/sign-in?next=${encodeURIComponent(path)}` : "/sign-in");
}
