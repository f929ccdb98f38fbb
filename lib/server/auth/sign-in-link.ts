import type { Pool } from "pg";
import { Problem } from "../http/problem.ts";
import { isSecret, makeSecret, SESSION_DAYS, secretHash } from "./sessions.ts";

/** How a person gets in again; said wherever a link does not work. */
export const HOW_TO_GET_A_LINK = "Run `npm run link` where Tidemark runs: it prints a new link, good for one hour and one sign-in.";

/** Makes a sign-in link for one use within one hour. Only the hash of its token is stored. */
export async function createSignInLink(pool: Pool, baseUrl: string): Promise<string> {
  const { secret, hash } = makeSecret();
  await pool.query(`DELETE FROM sign_in_link WHERE expires_at < now() - interval '7 days'`);
  await pool.query(`INSERT INTO sign_in_link (hash, expires_at) VALUES ($1, now() + interval '1 hour')`, [hash]);
  return `${baseUrl.replace(/\/+$/, "")}/sign-in?token=${secret}`;
}

export interface NewSession {
  cookie: string;
  expiresAt: Date;
}

/** Uses a link: one statement marks it used and opens the session, so of many that try at once exactly one gets in. */
export async function claimSignInLink(pool: Pool, token: string): Promise<NewSession> {
  if (!isSecret(token)) throw refused("This is not a whole sign-in link.");
  const session = makeSecret();
  const opened = await pool.query<{ expires_at: Date }>(
    `WITH claimed AS (
       UPDATE sign_in_link SET used_at = now() WHERE hash = $1 AND used_at IS NULL AND expires_at > now() RETURNING id
     )
     INSERT INTO session (hash, expires_at) SELECT $2, now() + make_interval(days => $3) FROM claimed RETURNING expires_at`,
    [secretHash(token), session.hash, SESSION_DAYS],
  );
  if (opened.rows[0]) return { cookie: session.secret, expiresAt: opened.rows[0].expires_at };
  const link = await pool.query<{ used_at: Date | null }>(`SELECT used_at FROM sign_in_link WHERE hash = $1`, [secretHash(token)]);
  if (!link.rows[0]) throw refused("This sign-in link is not known here.");
  throw refused(link.rows[0].used_at ? "This sign-in link was used already." : "This sign-in link is more than an hour old.");
}

const refused = (why: string) => new Problem({ status: 410, code: "sign_in_link_refused", detail: `${why} ${HOW_TO_GET_A_LINK}` });
