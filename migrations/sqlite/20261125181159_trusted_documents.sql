-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_access_tokens" table
CREATE TABLE `new_access_tokens` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `name` text NOT NULL, `role` text NOT NULL, `actions` json NOT NULL, `only_registered` bool NOT NULL DEFAULT (false), `center_id` integer NULL, `department_id` integer NULL, `hash` text NOT NULL, `created_by` text NOT NULL DEFAULT (''), `created_at` datetime NOT NULL, `expires_at` datetime NULL, `revoked_at` datetime NULL, CONSTRAINT `access_tokens_role` CHECK (role IN ('WINDOW_CLERK', 'AGENT', 'DEPARTMENT_REVIEWER', 'CENTER_ADMIN', 'DEPARTMENT_ADMIN', 'DISTRICT_ADMIN', 'SUPERVISOR', 'AUDITOR', 'SERVICE')));
-- Copy rows from old table "access_tokens" to new temporary table "new_access_tokens"
INSERT INTO `new_access_tokens` (`id`, `name`, `role`, `actions`, `center_id`, `department_id`, `hash`, `created_by`, `created_at`, `expires_at`, `revoked_at`) SELECT `id`, `name`, `role`, `actions`, `center_id`, `department_id`, `hash`, `created_by`, `created_at`, `expires_at`, `revoked_at` FROM `access_tokens`;
-- Drop "access_tokens" table after copying rows
DROP TABLE `access_tokens`;
-- Rename temporary table "new_access_tokens" to "access_tokens"
ALTER TABLE `new_access_tokens` RENAME TO `access_tokens`;
-- Create index "accesstoken_hash" to table: "access_tokens"
CREATE UNIQUE INDEX `accesstoken_hash` ON `access_tokens` (`hash`);
-- Create index "access_tokens_one_valid_per_name" to table: "access_tokens"
CREATE UNIQUE INDEX `access_tokens_one_valid_per_name` ON `access_tokens` (`name`) WHERE revoked_at IS NULL;
-- Create "trusted_documents" table
CREATE TABLE `trusted_documents` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `client` text NOT NULL, `document_id` text NOT NULL, `body` text NOT NULL, `operation` text NOT NULL DEFAULT (''), `registered_at` datetime NOT NULL, `registered_by` text NOT NULL);
-- Create index "trusteddocument_client_document_id" to table: "trusted_documents"
CREATE UNIQUE INDEX `trusteddocument_client_document_id` ON `trusted_documents` (`client`, `document_id`);
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
