-- Create "missed_searches" table
CREATE TABLE `missed_searches` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `text` text NOT NULL, `times` integer NOT NULL, `first_on` text NOT NULL, `last_on` text NOT NULL);
-- Create index "missedsearch_text" to table: "missed_searches"
CREATE UNIQUE INDEX `missedsearch_text` ON `missed_searches` (`text`);
-- Create index "missedsearch_times" to table: "missed_searches"
CREATE INDEX `missedsearch_times` ON `missed_searches` (`times`);
-- Create "synonym_groups" table
CREATE TABLE `synonym_groups` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `words` json NOT NULL, `note` text NOT NULL DEFAULT (''));
