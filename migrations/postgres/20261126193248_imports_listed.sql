-- Modify "import_runs" table
ALTER TABLE "import_runs" ADD COLUMN "counts" jsonb NULL;
-- Create index "importrun_started_at_id" to table: "import_runs"
CREATE INDEX "importrun_started_at_id" ON "import_runs" ("started_at", "id");
