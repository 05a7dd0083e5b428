-- Modify "ledger" table
ALTER TABLE "ledger" ADD COLUMN "personal_keys" jsonb NULL;
