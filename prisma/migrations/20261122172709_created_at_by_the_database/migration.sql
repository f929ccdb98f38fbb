-- Changes nothing in the data base: it says the default again that the columns have. What changed is who fills them in, the data base instead of Prisma.
-- AlterTable
ALTER TABLE "project" ALTER COLUMN "created_at" SET DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "api_key" ALTER COLUMN "created_at" SET DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "model" ALTER COLUMN "created_at" SET DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "silence" ALTER COLUMN "created_at" SET DEFAULT CURRENT_TIMESTAMP;
