-- Modify "case_files" table
ALTER TABLE "case_files" ADD COLUMN "offered_to_id" bigint NULL;
-- Create index "casefile_offered_to_id_due_order_id" to table: "case_files"
CREATE INDEX "casefile_offered_to_id_due_order_id" ON "case_files" ("offered_to_id", "due_order", "id") WHERE (offered_to_id IS NOT NULL);
-- Modify "case_tasks" table
ALTER TABLE "case_tasks" ADD COLUMN "offered_to_id" bigint NULL;
-- Create index "casetask_offered_to_id_due_order_id" to table: "case_tasks"
CREATE INDEX "casetask_offered_to_id_due_order_id" ON "case_tasks" ("offered_to_id", "due_order", "id") WHERE (offered_to_id IS NOT NULL);
