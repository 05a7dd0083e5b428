-- Tokens of any role, limited to actions and to a place. Those that may do all keep that under its new name.
CREATE TABLE `new_access_tokens` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `name` text NOT NULL, `role` text NOT NULL, `actions` json NOT NULL, `center_id` integer NULL, `department_id` integer NULL, `hash` text NOT NULL, `created_by` text NOT NULL DEFAULT (''), `created_at` datetime NOT NULL, `expires_at` datetime NULL, `revoked_at` datetime NULL, CONSTRAINT `access_tokens_role` CHECK (role IN ('WINDOW_CLERK', 'AGENT', 'DEPARTMENT_REVIEWER', 'CENTER_ADMIN', 'DEPARTMENT_ADMIN', 'DISTRICT_ADMIN', 'SUPERVISOR', 'AUDITOR', 'SERVICE')));
INSERT INTO `new_access_tokens` (`id`, `name`, `role`, `actions`, `hash`, `created_at`, `expires_at`, `revoked_at`) SELECT `id`, `name`, 'DISTRICT_ADMIN', '[]', `hash`, `created_at`, `expires_at`, `revoked_at` FROM `access_tokens`;
DROP TABLE `access_tokens`;
ALTER TABLE `new_access_tokens` RENAME TO `access_tokens`;
CREATE UNIQUE INDEX `accesstoken_hash` ON `access_tokens` (`hash`);
CREATE UNIQUE INDEX `access_tokens_one_valid_per_name` ON `access_tokens` (`name`) WHERE revoked_at IS NULL;
