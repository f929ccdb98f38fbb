/**
 * Applies what is missing of prisma/migrations to DATABASE_URL:  node scripts/migrate.ts
 * `npm start` does this itself. Needs neither the Prisma CLI nor the internet. See lib/server/db/migrate.ts.
 */
import { migrate } from "../lib/server/db/migrate.ts";

const url = process.env.DATABASE_URL;
if (!url) {
  console.error("DATABASE_URL is not set.");
  process.exit(2);
}
try {
  const applied = await migrate(url);
  console.log(applied.length === 0 ? "The schema is up to date." : `Applied ${applied.join(", ")}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
