-- Add column "personal_keys" to table: "ledger"
ALTER TABLE `ledger` ADD COLUMN `personal_keys` json NULL;
