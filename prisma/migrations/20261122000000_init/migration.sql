-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "project" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" SERIAL NOT NULL,
    "project_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "kind" TEXT NOT NULL DEFAULT 'header',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_link" (
    "id" SERIAL NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" SERIAL NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model" (
    "id" SERIAL NOT NULL,
    "project_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "task" TEXT NOT NULL DEFAULT 'tabular',
    "retention_days" INTEGER,
    "slice_columns" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "note" TEXT NOT NULL DEFAULT '',
    "generation" INTEGER NOT NULL DEFAULT 1,
    "building_generation" INTEGER,
    "reference_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_version" (
    "id" SERIAL NOT NULL,
    "model_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "stage" TEXT NOT NULL DEFAULT 'live',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_column" (
    "id" SERIAL NOT NULL,
    "model_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "kind_is_set" BOOLEAN NOT NULL DEFAULT false,
    "unit" TEXT,
    "derived_from" TEXT,
    "ignored" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_column_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "binning" (
    "id" SERIAL NOT NULL,
    "model_id" INTEGER NOT NULL,
    "column_id" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "provisional" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "binning_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reference" (
    "id" SERIAL NOT NULL,
    "model_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "rows" BIGINT NOT NULL DEFAULT 0,
    "profile" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ready_at" TIMESTAMPTZ(3),

    CONSTRAINT "reference_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job" (
    "id" SERIAL NOT NULL,
    "project_id" INTEGER NOT NULL,
    "model_id" INTEGER,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT NOT NULL DEFAULT 0,
    "message" TEXT NOT NULL DEFAULT '',
    "error" TEXT,
    "input" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "segment" (
    "model_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "max_day" DATE NOT NULL,
    "min_ts" TIMESTAMPTZ(3) NOT NULL,
    "max_ts" TIMESTAMPTZ(3) NOT NULL,
    "rows" INTEGER NOT NULL,
    "predictions" INTEGER NOT NULL,
    "reference_id" INTEGER,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "payload" BYTEA NOT NULL,

    CONSTRAINT "segment_pkey" PRIMARY KEY ("model_id","max_day","id")
) PARTITION BY RANGE ("max_day");

CREATE TABLE "segment_default" PARTITION OF "segment" DEFAULT;

-- CreateTable
CREATE TABLE "record_key" (
    "model_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "hash" BIGINT NOT NULL,
    "segment_id" BIGINT NOT NULL,

    CONSTRAINT "record_key_pkey" PRIMARY KEY ("model_id","day","hash")
) PARTITION BY RANGE ("day");

CREATE TABLE "record_key_default" PARTITION OF "record_key" DEFAULT;

-- CreateTable
CREATE TABLE "rollup_queue" (
    "model_id" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "segment_id" BIGINT NOT NULL,
    "max_day" DATE NOT NULL,
    "rows" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "queued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rollup_queue_pkey" PRIMARY KEY ("model_id","generation","segment_id")
);

-- CreateTable
CREATE TABLE "profile" (
    "model_id" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "resolution" SMALLINT NOT NULL,
    "version_id" INTEGER NOT NULL,
    "slice" TEXT NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "records" INTEGER NOT NULL,
    "payload" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "profile_pkey" PRIMARY KEY ("model_id","generation","resolution","version_id","slice","bucket")
);

-- CreateTable
CREATE TABLE "ingest_batch" (
    "id" UUID NOT NULL,
    "project_id" INTEGER NOT NULL,
    "key_id" INTEGER,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "received" INTEGER NOT NULL,
    "accepted" INTEGER NOT NULL,
    "duplicates" INTEGER NOT NULL,
    "rejected" INTEGER NOT NULL,
    "bytes" INTEGER NOT NULL,
    "models" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "ingest_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quarantine" (
    "id" BIGSERIAL NOT NULL,
    "project_id" INTEGER NOT NULL,
    "batch_id" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "index" INTEGER NOT NULL,
    "model" TEXT,
    "record_id" TEXT,
    "code" TEXT NOT NULL,
    "pointer" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "raw" BYTEA NOT NULL,
    "truncated" BOOLEAN NOT NULL DEFAULT false,
    "replayed_at" TIMESTAMPTZ(3),

    CONSTRAINT "quarantine_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "project_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "digest" BYTEA NOT NULL,
    "status" INTEGER NOT NULL,
    "answer" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("project_id","key")
);

-- CreateTable
CREATE TABLE "heartbeat" (
    "name" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "heartbeat_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "setting" (
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "project_slug_key" ON "project"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_prefix_key" ON "api_key"("prefix");

-- CreateIndex
CREATE INDEX "api_key_project_id_idx" ON "api_key"("project_id");

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_link_hash_key" ON "sign_in_link"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "session_hash_key" ON "session"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "model_project_id_name_key" ON "model"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "model_version_model_id_name_key" ON "model_version"("model_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "model_column_model_id_name_key" ON "model_column"("model_id", "name");

-- CreateIndex
CREATE INDEX "binning_model_id_generation_idx" ON "binning"("model_id", "generation");

-- CreateIndex
CREATE UNIQUE INDEX "binning_column_id_generation_key" ON "binning"("column_id", "generation");

-- CreateIndex
CREATE INDEX "reference_model_id_idx" ON "reference"("model_id");

-- CreateIndex
CREATE INDEX "job_status_idx" ON "job"("status");

-- CreateIndex
CREATE INDEX "segment_model_id_id_idx" ON "segment"("model_id", "id");

-- CreateIndex
CREATE INDEX "segment_model_id_max_ts_idx" ON "segment"("model_id", "max_ts");

-- CreateIndex
CREATE INDEX "ingest_batch_project_id_received_at_idx" ON "ingest_batch"("project_id", "received_at" DESC);

-- CreateIndex
CREATE INDEX "quarantine_project_id_id_idx" ON "quarantine"("project_id", "id" DESC);

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model" ADD CONSTRAINT "model_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_version" ADD CONSTRAINT "model_version_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_column" ADD CONSTRAINT "model_column_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "binning" ADD CONSTRAINT "binning_column_id_fkey" FOREIGN KEY ("column_id") REFERENCES "model_column"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reference" ADD CONSTRAINT "reference_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job" ADD CONSTRAINT "job_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on by hand (prisma/init.sql): what Prisma cannot say, and the first rows.

-- The payloads are compressed already: keep Postgres from trying again, and read parts of them without the rest.
ALTER TABLE "segment" ALTER COLUMN "payload" SET STORAGE EXTERNAL;
ALTER TABLE "profile" ALTER COLUMN "payload" SET STORAGE EXTERNAL;

INSERT INTO "project" ("slug", "name") VALUES ('default', 'Default');
