-- Create "local_accounts" table
CREATE TABLE `local_accounts` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `staff_id` integer NOT NULL, `password_hash` text NOT NULL, `totp_secret` text NOT NULL DEFAULT (''), `totp_step` integer NOT NULL DEFAULT (0), `failures` integer NOT NULL DEFAULT (0), `locked_until` datetime NULL, `locked` bool NOT NULL DEFAULT (false));
-- Create index "localaccount_staff_id" to table: "local_accounts"
CREATE UNIQUE INDEX `localaccount_staff_id` ON `local_accounts` (`staff_id`);
-- Create "sessions" table
CREATE TABLE `sessions` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `hash` text NOT NULL, `staff_id` integer NOT NULL, `began_at` datetime NOT NULL, `seen_at` datetime NOT NULL, `expires_at` datetime NOT NULL);
-- Create index "session_hash" to table: "sessions"
CREATE UNIQUE INDEX `session_hash` ON `sessions` (`hash`);
-- Create index "session_expires_at" to table: "sessions"
CREATE INDEX `session_expires_at` ON `sessions` (`expires_at`);
