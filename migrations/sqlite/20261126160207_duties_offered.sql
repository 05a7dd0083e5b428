-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_case_files" table
CREATE TABLE `new_case_files` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `number` text NOT NULL, `district_code` text NOT NULL, `item_id` integer NOT NULL, `edition_id` integer NOT NULL, `owner_id` integer NOT NULL, `at_center_id` integer NOT NULL, `channel` text NOT NULL, `applicant_kind` text NOT NULL, `applicant_name` text NOT NULL DEFAULT (''), `applicant_identity` text NOT NULL DEFAULT (''), `applicant_phone` text NOT NULL DEFAULT (''), `applicant_address` text NOT NULL DEFAULT (''), `follow_secret` text NOT NULL DEFAULT (''), `state` text NOT NULL, `offered_to_id` integer NULL, `stopped` bool NOT NULL DEFAULT (false), `due_at` datetime NULL, `due_order` datetime NOT NULL, `provisional` bool NOT NULL DEFAULT (false), `warning` text NOT NULL DEFAULT ('NONE'), `next_check_at` datetime NULL, `started_at` datetime NOT NULL, `accepted_at` datetime NULL, `closed_at` datetime NULL, `events` integer NOT NULL DEFAULT (0), `center_id` integer NOT NULL, `holder_id` integer NOT NULL, CONSTRAINT `case_files_service_centers_center` FOREIGN KEY (`center_id`) REFERENCES `service_centers` (`id`) ON DELETE NO ACTION, CONSTRAINT `case_files_staff_holder` FOREIGN KEY (`holder_id`) REFERENCES `staff` (`id`) ON DELETE NO ACTION, CONSTRAINT `case_files_state` CHECK (state IN ('CONTACTED', 'TO_COMPLETE', 'RECEIVED', 'ACCEPTED', 'DECIDED', 'DELIVERED', 'DECLINED', 'WITHDRAWN')), CONSTRAINT `case_files_warning` CHECK (warning IN ('NONE', 'YELLOW', 'RED', 'OVERDUE')));
-- Copy rows from old table "case_files" to new temporary table "new_case_files"
INSERT INTO `new_case_files` (`id`, `version`, `number`, `district_code`, `item_id`, `edition_id`, `owner_id`, `at_center_id`, `channel`, `applicant_kind`, `applicant_name`, `applicant_identity`, `applicant_phone`, `applicant_address`, `follow_secret`, `state`, `stopped`, `due_at`, `due_order`, `provisional`, `warning`, `next_check_at`, `started_at`, `accepted_at`, `closed_at`, `events`, `center_id`, `holder_id`) SELECT `id`, `version`, `number`, `district_code`, `item_id`, `edition_id`, `owner_id`, `at_center_id`, `channel`, `applicant_kind`, `applicant_name`, `applicant_identity`, `applicant_phone`, `applicant_address`, `follow_secret`, `state`, `stopped`, `due_at`, `due_order`, `provisional`, `warning`, `next_check_at`, `started_at`, `accepted_at`, `closed_at`, `events`, `center_id`, `holder_id` FROM `case_files`;
-- Drop "case_files" table after copying rows
DROP TABLE `case_files`;
-- Rename temporary table "new_case_files" to "case_files"
ALTER TABLE `new_case_files` RENAME TO `case_files`;
-- Create index "casefile_number" to table: "case_files"
CREATE UNIQUE INDEX `casefile_number` ON `case_files` (`number`);
-- Create index "casefile_next_check_at" to table: "case_files"
CREATE INDEX `casefile_next_check_at` ON `case_files` (`next_check_at`);
-- Create index "casefile_at_center_id_state_due_order_id" to table: "case_files"
CREATE INDEX `casefile_at_center_id_state_due_order_id` ON `case_files` (`at_center_id`, `state`, `due_order`, `id`);
-- Create index "casefile_at_center_id_started_at_id" to table: "case_files"
CREATE INDEX `casefile_at_center_id_started_at_id` ON `case_files` (`at_center_id`, `started_at`, `id`);
-- Create index "casefile_owner_id_state_due_order_id" to table: "case_files"
CREATE INDEX `casefile_owner_id_state_due_order_id` ON `case_files` (`owner_id`, `state`, `due_order`, `id`);
-- Create index "casefile_holder_id_state_due_order_id" to table: "case_files"
CREATE INDEX `casefile_holder_id_state_due_order_id` ON `case_files` (`holder_id`, `state`, `due_order`, `id`);
-- Create index "casefile_offered_to_id_due_order_id" to table: "case_files"
CREATE INDEX `casefile_offered_to_id_due_order_id` ON `case_files` (`offered_to_id`, `due_order`, `id`) WHERE offered_to_id IS NOT NULL;
-- Create index "casefile_state_due_order_id" to table: "case_files"
CREATE INDEX `casefile_state_due_order_id` ON `case_files` (`state`, `due_order`, `id`);
-- Create index "casefile_started_at_id" to table: "case_files"
CREATE INDEX `casefile_started_at_id` ON `case_files` (`started_at`, `id`);
-- Create "new_case_tasks" table
CREATE TABLE `new_case_tasks` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `key` text NOT NULL, `state` text NOT NULL, `holder_id` integer NULL, `offered_to_id` integer NULL, `due_at` datetime NULL, `due_order` datetime NOT NULL, `warning` text NOT NULL DEFAULT ('NONE'), `case_id` integer NOT NULL, `department_id` integer NOT NULL, CONSTRAINT `case_tasks_case_files_tasks` FOREIGN KEY (`case_id`) REFERENCES `case_files` (`id`) ON DELETE NO ACTION, CONSTRAINT `case_tasks_departments_department` FOREIGN KEY (`department_id`) REFERENCES `departments` (`id`) ON DELETE NO ACTION, CONSTRAINT `case_tasks_state` CHECK (state IN ('WAITING', 'READY', 'IN_PROGRESS', 'SUPPLEMENT', 'SPECIAL', 'DONE', 'DROPPED')), CONSTRAINT `case_tasks_warning` CHECK (warning IN ('NONE', 'YELLOW', 'RED', 'OVERDUE')));
-- Copy rows from old table "case_tasks" to new temporary table "new_case_tasks"
INSERT INTO `new_case_tasks` (`id`, `key`, `state`, `holder_id`, `due_at`, `due_order`, `warning`, `case_id`, `department_id`) SELECT `id`, `key`, `state`, `holder_id`, `due_at`, `due_order`, `warning`, `case_id`, `department_id` FROM `case_tasks`;
-- Drop "case_tasks" table after copying rows
DROP TABLE `case_tasks`;
-- Rename temporary table "new_case_tasks" to "case_tasks"
ALTER TABLE `new_case_tasks` RENAME TO `case_tasks`;
-- Create index "casetask_case_id_key" to table: "case_tasks"
CREATE UNIQUE INDEX `casetask_case_id_key` ON `case_tasks` (`case_id`, `key`);
-- Create index "casetask_department_id_state_due_order_id" to table: "case_tasks"
CREATE INDEX `casetask_department_id_state_due_order_id` ON `case_tasks` (`department_id`, `state`, `due_order`, `id`);
-- Create index "casetask_offered_to_id_due_order_id" to table: "case_tasks"
CREATE INDEX `casetask_offered_to_id_due_order_id` ON `case_tasks` (`offered_to_id`, `due_order`, `id`) WHERE offered_to_id IS NOT NULL;
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
