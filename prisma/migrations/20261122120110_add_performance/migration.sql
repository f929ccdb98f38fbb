-- AlterTable
ALTER TABLE "model" ADD COLUMN     "performance_task" TEXT,
ADD COLUMN     "positive_class" TEXT;

-- AlterTable
ALTER TABLE "reference" ADD COLUMN     "performance" BYTEA;

-- CreateTable
CREATE TABLE "performance_spec" (
    "model_id" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "provisional" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "performance_spec_pkey" PRIMARY KEY ("model_id","generation")
);

-- CreateTable
CREATE TABLE "performance_profile" (
    "model_id" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "resolution" SMALLINT NOT NULL,
    "version_id" INTEGER NOT NULL,
    "slice" TEXT NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "predictions" INTEGER NOT NULL,
    "labelled" INTEGER NOT NULL,
    "payload" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "performance_profile_pkey" PRIMARY KEY ("model_id","generation","resolution","version_id","slice","bucket")
);

-- CreateTable
CREATE TABLE "outcome" (
    "model_id" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "key" UUID NOT NULL,
    "day" DATE NOT NULL,
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "version_id" INTEGER NOT NULL,
    "payload" TEXT NOT NULL,

    CONSTRAINT "outcome_pkey" PRIMARY KEY ("model_id","generation","key","day")
) PARTITION BY RANGE ("day");

CREATE TABLE "outcome_default" PARTITION OF "outcome" DEFAULT;

-- CreateTable
CREATE TABLE "outcome_label" (
    "model_id" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "key" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "segment_id" BIGINT NOT NULL,
    "row" INTEGER NOT NULL,
    "ts" TIMESTAMPTZ(3) NOT NULL,
    "inline" BOOLEAN NOT NULL,
    "correction" BOOLEAN NOT NULL,
    "value" TEXT,

    CONSTRAINT "outcome_label_pkey" PRIMARY KEY ("model_id","generation","key")
);

-- CreateIndex
CREATE INDEX "outcome_day_idx" ON "outcome" USING BRIN ("day");

-- CreateIndex
CREATE INDEX "outcome_label_model_id_received_at_idx" ON "outcome_label"("model_id", "received_at");

-- The payloads are packed already: keep Postgres from trying again.
ALTER TABLE "performance_profile" ALTER COLUMN "payload" SET STORAGE EXTERNAL;
