-- Create "case_events" table
CREATE TABLE `case_events` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `seq` integer NOT NULL, `center_id` integer NOT NULL, `day` text NOT NULL, `kind` text NOT NULL, `at` datetime NOT NULL, `recorded_at` datetime NOT NULL, `actor` text NOT NULL, `staff_id` integer NULL, `facts` json NULL, `case_id` integer NOT NULL, CONSTRAINT `case_events_case_files_case` FOREIGN KEY (`case_id`) REFERENCES `case_files` (`id`) ON DELETE NO ACTION);
-- Create index "caseevent_case_id_seq" to table: "case_events"
CREATE UNIQUE INDEX `caseevent_case_id_seq` ON `case_events` (`case_id`, `seq`);
-- Create index "caseevent_center_id_day_id" to table: "case_events"
CREATE INDEX `caseevent_center_id_day_id` ON `case_events` (`center_id`, `day`, `id`);
-- Create "case_files" table
CREATE TABLE `case_files` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `number` text NOT NULL, `district_code` text NOT NULL, `item_id` integer NOT NULL, `edition_id` integer NOT NULL, `owner_id` integer NOT NULL, `at_center_id` integer NOT NULL, `channel` text NOT NULL, `applicant_kind` text NOT NULL, `applicant_name` text NOT NULL DEFAULT (''), `applicant_identity` text NOT NULL DEFAULT (''), `applicant_phone` text NOT NULL DEFAULT (''), `applicant_address` text NOT NULL DEFAULT (''), `follow_secret` text NOT NULL DEFAULT (''), `state` text NOT NULL, `stopped` bool NOT NULL DEFAULT (false), `due_at` datetime NULL, `due_order` datetime NOT NULL, `provisional` bool NOT NULL DEFAULT (false), `warning` text NOT NULL DEFAULT ('NONE'), `next_check_at` datetime NULL, `started_at` datetime NOT NULL, `accepted_at` datetime NULL, `closed_at` datetime NULL, `events` integer NOT NULL DEFAULT (0), `center_id` integer NOT NULL, `holder_id` integer NOT NULL, CONSTRAINT `case_files_service_centers_center` FOREIGN KEY (`center_id`) REFERENCES `service_centers` (`id`) ON DELETE NO ACTION, CONSTRAINT `case_files_staff_holder` FOREIGN KEY (`holder_id`) REFERENCES `staff` (`id`) ON DELETE NO ACTION, CONSTRAINT `case_files_state` CHECK (state IN ('CONTACTED', 'TO_COMPLETE', 'RECEIVED', 'ACCEPTED', 'DECIDED', 'DELIVERED', 'DECLINED', 'WITHDRAWN')), CONSTRAINT `case_files_warning` CHECK (warning IN ('NONE', 'YELLOW', 'RED', 'OVERDUE')));
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
-- Create index "casefile_state_due_order_id" to table: "case_files"
CREATE INDEX `casefile_state_due_order_id` ON `case_files` (`state`, `due_order`, `id`);
-- Create index "casefile_started_at_id" to table: "case_files"
CREATE INDEX `casefile_started_at_id` ON `case_files` (`started_at`, `id`);
-- Create "case_tasks" table
CREATE TABLE `case_tasks` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `key` text NOT NULL, `state` text NOT NULL, `holder_id` integer NULL, `due_at` datetime NULL, `due_order` datetime NOT NULL, `warning` text NOT NULL DEFAULT ('NONE'), `case_id` integer NOT NULL, `department_id` integer NOT NULL, CONSTRAINT `case_tasks_case_files_tasks` FOREIGN KEY (`case_id`) REFERENCES `case_files` (`id`) ON DELETE NO ACTION, CONSTRAINT `case_tasks_departments_department` FOREIGN KEY (`department_id`) REFERENCES `departments` (`id`) ON DELETE NO ACTION, CONSTRAINT `case_tasks_state` CHECK (state IN ('WAITING', 'READY', 'IN_PROGRESS', 'SUPPLEMENT', 'SPECIAL', 'DONE', 'DROPPED')), CONSTRAINT `case_tasks_warning` CHECK (warning IN ('NONE', 'YELLOW', 'RED', 'OVERDUE')));
-- Create index "casetask_case_id_key" to table: "case_tasks"
CREATE UNIQUE INDEX `casetask_case_id_key` ON `case_tasks` (`case_id`, `key`);
-- Create index "casetask_department_id_state_due_order_id" to table: "case_tasks"
CREATE INDEX `casetask_department_id_state_due_order_id` ON `case_tasks` (`department_id`, `state`, `due_order`, `id`);
-- Create "number_series" table
CREATE TABLE `number_series` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `kind` text NOT NULL, `center_id` integer NOT NULL, `year` integer NOT NULL, `last` integer NOT NULL DEFAULT (0));
-- Create index "numberseries_kind_center_id_year" to table: "number_series"
CREATE UNIQUE INDEX `numberseries_kind_center_id_year` ON `number_series` (`kind`, `center_id`, `year`);
-- Create "receipts" table
CREATE TABLE `receipts` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `seq` integer NOT NULL, `kind` text NOT NULL, `center_id` integer NOT NULL, `year` integer NOT NULL, `ordinal` integer NOT NULL, `number` text NOT NULL, `issued_at` datetime NOT NULL, `case_id` integer NOT NULL, CONSTRAINT `receipts_case_files_case` FOREIGN KEY (`case_id`) REFERENCES `case_files` (`id`) ON DELETE NO ACTION);
-- Create index "receipt_number" to table: "receipts"
CREATE UNIQUE INDEX `receipt_number` ON `receipts` (`number`);
-- Create index "receipt_center_id_year_ordinal" to table: "receipts"
CREATE UNIQUE INDEX `receipt_center_id_year_ordinal` ON `receipts` (`center_id`, `year`, `ordinal`);
-- Create index "receipt_case_id_seq" to table: "receipts"
CREATE UNIQUE INDEX `receipt_case_id_seq` ON `receipts` (`case_id`, `seq`);
