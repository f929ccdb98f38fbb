-- AlterTable
ALTER TABLE "model" ADD COLUMN     "output_columns" JSONB,
ADD COLUMN     "value_matrix" JSONB;

-- CreateTable
CREATE TABLE "outcome_feedback" (
    "model_id" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "key" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "segment_id" BIGINT NOT NULL,
    "row" INTEGER NOT NULL,
    "value" TEXT,

    CONSTRAINT "outcome_feedback_pkey" PRIMARY KEY ("model_id","generation","key","name")
);

-- CreateTable
CREATE TABLE "output_profile" (
    "model_id" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "resolution" SMALLINT NOT NULL,
    "version_id" INTEGER NOT NULL,
    "slice" TEXT NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "predictions" INTEGER NOT NULL,
    "payload" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "output_profile_pkey" PRIMARY KEY ("model_id","generation","resolution","version_id","slice","bucket")
);

-- CreateTable
CREATE TABLE "detector_stream" (
    "model_id" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "version_id" INTEGER NOT NULL,
    "detector" TEXT NOT NULL,
    "seen" BIGINT NOT NULL,
    "state" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "detector_stream_pkey" PRIMARY KEY ("model_id","generation","version_id","detector")
);

-- CreateTable
CREATE TABLE "detector_event" (
    "model_id" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "version_id" INTEGER NOT NULL,
    "detector" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "signal" TEXT NOT NULL,
    "labelled_at" TIMESTAMPTZ(3) NOT NULL,
    "predicted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "detector_event_pkey" PRIMARY KEY ("model_id","generation","version_id","detector","position")
);

-- CreateTable
CREATE TABLE "saved_slice" (
    "id" SERIAL NOT NULL,
    "model_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_slice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "analysis" (
    "model_id" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "data_at" TIMESTAMPTZ(3) NOT NULL,
    "computed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "result" JSONB NOT NULL,

    CONSTRAINT "analysis_pkey" PRIMARY KEY ("model_id","generation","kind","key")
);

-- CreateTable
CREATE TABLE "alarm_rule" (
    "id" SERIAL NOT NULL,
    "project_id" INTEGER NOT NULL,
    "model_id" INTEGER,
    "name" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "origin" TEXT NOT NULL DEFAULT 'user',
    "failure" TEXT,
    "next_slot_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "alarm_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alarm_rule_version" (
    "rule_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alarm_rule_version_pkey" PRIMARY KEY ("rule_id","version")
);

-- CreateTable
CREATE TABLE "alarm_state" (
    "rule_id" INTEGER NOT NULL,
    "series" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "incident_id" INTEGER,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alarm_state_pkey" PRIMARY KEY ("rule_id","series")
);

-- CreateTable
CREATE TABLE "alarm_evaluation" (
    "rule_id" INTEGER NOT NULL,
    "slot_at" TIMESTAMPTZ(3) NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "readings" JSONB NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alarm_evaluation_pkey" PRIMARY KEY ("rule_id","slot_at")
);

-- CreateTable
CREATE TABLE "incident" (
    "id" SERIAL NOT NULL,
    "project_id" INTEGER NOT NULL,
    "model_id" INTEGER,
    "rule_id" INTEGER NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "series" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "labels" JSONB NOT NULL,
    "fired_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" TEXT,
    "evidence" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "verdict" TEXT,
    "verdict_at" TIMESTAMPTZ(3),
    "verdict_by" TEXT,

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_event" (
    "id" BIGSERIAL NOT NULL,
    "incident_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT NOT NULL,
    "author" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "incident_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "silence" (
    "id" SERIAL NOT NULL,
    "project_id" INTEGER NOT NULL,
    "matchers" JSONB NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "comment" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expired_at" TIMESTAMPTZ(3),

    CONSTRAINT "silence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "channel" (
    "id" SERIAL NOT NULL,
    "project_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "secret" BYTEA,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "disabled_reason" TEXT,
    "dead_in_a_row" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "channel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "routing" (
    "project_id" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "routing_pkey" PRIMARY KEY ("project_id")
);

-- CreateTable
CREATE TABLE "notification" (
    "id" BIGSERIAL NOT NULL,
    "project_id" INTEGER NOT NULL,
    "channel_id" INTEGER NOT NULL,
    "group_key" TEXT NOT NULL,
    "rule_id" INTEGER,
    "incident_id" INTEGER,
    "kind" TEXT NOT NULL,
    "alert" JSONB NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "message_id" TEXT,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" TEXT NOT NULL,
    "project_id" INTEGER NOT NULL,
    "channel_id" INTEGER NOT NULL,
    "group_key" TEXT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "content" JSONB NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_attempt" (
    "message_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "duration_ms" INTEGER NOT NULL,
    "status" INTEGER,
    "error" TEXT,

    CONSTRAINT "message_attempt_pkey" PRIMARY KEY ("message_id","attempt")
);

-- CreateIndex
CREATE INDEX "outcome_feedback_model_id_received_at_idx" ON "outcome_feedback"("model_id", "received_at");

-- CreateIndex
CREATE INDEX "detector_event_model_id_generation_predicted_at_idx" ON "detector_event"("model_id", "generation", "predicted_at");

-- CreateIndex
CREATE UNIQUE INDEX "saved_slice_model_id_name_key" ON "saved_slice"("model_id", "name");

-- CreateIndex
CREATE INDEX "alarm_rule_project_id_idx" ON "alarm_rule"("project_id");

-- CreateIndex
CREATE INDEX "alarm_rule_next_slot_at_idx" ON "alarm_rule"("next_slot_at");

-- CreateIndex
CREATE INDEX "alarm_evaluation_evaluated_at_idx" ON "alarm_evaluation"("evaluated_at");

-- CreateIndex
CREATE INDEX "incident_project_id_fired_at_idx" ON "incident"("project_id", "fired_at" DESC);

-- CreateIndex
CREATE INDEX "incident_rule_id_fired_at_idx" ON "incident"("rule_id", "fired_at" DESC);

-- CreateIndex
CREATE INDEX "incident_event_incident_id_id_idx" ON "incident_event"("incident_id", "id");

-- CreateIndex
CREATE INDEX "silence_project_id_ends_at_idx" ON "silence"("project_id", "ends_at");

-- CreateIndex
CREATE INDEX "channel_project_id_idx" ON "channel"("project_id");

-- CreateIndex
CREATE INDEX "notification_message_id_idx" ON "notification"("message_id");

-- CreateIndex
CREATE INDEX "notification_channel_id_group_key_id_idx" ON "notification"("channel_id", "group_key", "id");

-- CreateIndex
CREATE INDEX "message_status_next_attempt_at_idx" ON "message"("status", "next_attempt_at");

-- CreateIndex
CREATE INDEX "message_channel_id_group_key_sequence_idx" ON "message"("channel_id", "group_key", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "message_sequence_key" ON "message"("sequence");

-- AddForeignKey
ALTER TABLE "saved_slice" ADD CONSTRAINT "saved_slice_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "analysis" ADD CONSTRAINT "analysis_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_rule" ADD CONSTRAINT "alarm_rule_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_rule" ADD CONSTRAINT "alarm_rule_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_rule_version" ADD CONSTRAINT "alarm_rule_version_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alarm_rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_state" ADD CONSTRAINT "alarm_state_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alarm_rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alarm_evaluation" ADD CONSTRAINT "alarm_evaluation_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alarm_rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident" ADD CONSTRAINT "incident_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alarm_rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "incident_event" ADD CONSTRAINT "incident_event_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "silence" ADD CONSTRAINT "silence_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "channel" ADD CONSTRAINT "channel_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
