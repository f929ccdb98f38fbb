import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentUser } from "#server/auth/require-user.ts";
import { SignInForm } from "./sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const text = (value: string | string[] | undefined): string => (typeof value === "string" ? value : "");

/** Only paths of our own: `//host` and `/\host` are other sites to a browser. */
const ownPath = (path: string): string => (/^\/(?![/\\])[^\s]*$/.test(path) ? path : "/");

function HowToGetALink() {
  return (
    <section className="flex flex-col gap-2 text-ink-2 text-sm leading-6">
      <p>You need a sign-in link. Tidemark prints one when it starts; for another one, run this where Tidemark runs:</p>
      <pre className="whitespace-pre-wrap rounded-md border border-line bg-sunken px-3 py-2 font-mono text-ink">npm run link</pre>
      <p>It is good for one hour and one sign-in.</p>
    </section>
  );
}

export default async function SignInPage({ searchParams }: Props) {
  const query = await searchParams;
  const token = text(query.token);
  const next = ownPath(text(query.next));
  if (!token && (await currentUser())) redirect(next);
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 p-6">
      <h1 className="font-semibold text-2xl tracking-tight">Sign in to Tidemark</h1>
      {token ? <SignInForm token={token} next={next} /> : <HowToGetALink />}
    </main>
  );
}
