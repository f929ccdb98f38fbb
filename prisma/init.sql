-- From here on by hand (prisma/init.sql): what Prisma cannot say, and the first rows.

-- The payloads are compressed already: keep Postgres from trying again, and read parts of them without the rest.
ALTER TABLE "segment" ALTER COLUMN "payload" SET STORAGE EXTERNAL;
ALTER TABLE "profile" ALTER COLUMN "payload" SET STORAGE EXTERNAL;

INSERT INTO "project" ("slug", "name") VALUES ('default', 'Default');
