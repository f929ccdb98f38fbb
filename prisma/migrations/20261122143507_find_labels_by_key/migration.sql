-- DropIndex
DROP INDEX "outcome_label_model_id_received_at_idx";

-- DropIndex
DROP INDEX "outcome_feedback_model_id_received_at_idx";

-- CreateIndex
CREATE INDEX "outcome_label_received_at_idx" ON "outcome_label" USING BRIN ("received_at");

-- CreateIndex
CREATE INDEX "outcome_feedback_received_at_idx" ON "outcome_feedback" USING BRIN ("received_at");
