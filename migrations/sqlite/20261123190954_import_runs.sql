-- Create "import_runs" table
CREATE TABLE `import_runs` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `form` text NOT NULL, `file_name` text NOT NULL DEFAULT (''), `dry_run` bool NOT NULL DEFAULT (false), `state` text NOT NULL, `rows_total` integer NOT NULL DEFAULT (0), `rows_done` integer NOT NULL DEFAULT (0), `cancel_requested` bool NOT NULL DEFAULT (false), `report` json NULL, `started_by` text NOT NULL, `started_at` datetime NOT NULL, `finished_at` datetime NULL, CONSTRAINT `import_runs_state` CHECK (state IN ('RUNNING', 'DONE', 'FAULTY', 'CANCELLED', 'FAILED')));
-- Create index "importrun_state" to table: "import_runs"
CREATE INDEX `importrun_state` ON `import_runs` (`state`);
