-- CreateIndex
CREATE INDEX "notification_incident_id_idx" ON "notification"("incident_id");

-- Channels are named by routing and by files, so a name means one of those that are not deleted.
CREATE UNIQUE INDEX "channel_project_id_name_key" ON "channel"("project_id", "name") WHERE "deleted_at" IS NULL;

-- What has not been packed, and what has not been sent, are few among many.
CREATE INDEX "notification_waiting_idx" ON "notification"("not_before") WHERE "message_id" IS NULL;
CREATE INDEX "message_pending_idx" ON "message"("channel_id", "group_key", "sequence") WHERE "status" = 'pending';
