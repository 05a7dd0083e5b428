-- Create "access_tokens" table
CREATE TABLE `access_tokens` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `name` text NOT NULL, `role` text NOT NULL, `hash` text NOT NULL, `created_at` datetime NOT NULL, `expires_at` datetime NULL, `revoked_at` datetime NULL, CONSTRAINT `access_tokens_role` CHECK (role IN ('ADMIN')));
-- Create index "accesstoken_hash" to table: "access_tokens"
CREATE UNIQUE INDEX `accesstoken_hash` ON `access_tokens` (`hash`);
-- Create index "access_tokens_one_valid_per_name" to table: "access_tokens"
CREATE UNIQUE INDEX `access_tokens_one_valid_per_name` ON `access_tokens` (`name`) WHERE revoked_at IS NULL;
-- Create "audit_events" table
CREATE TABLE `audit_events` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `seq` integer NOT NULL, `at` datetime NOT NULL, `actor` text NOT NULL, `on_behalf_of` text NOT NULL DEFAULT (''), `action` text NOT NULL, `entity` text NOT NULL, `entity_id` text NOT NULL, `before` text NOT NULL DEFAULT (''), `after` text NOT NULL DEFAULT (''), `previous_hash` text NOT NULL, `hash` text NOT NULL);
-- Create index "auditevent_seq" to table: "audit_events"
CREATE UNIQUE INDEX `auditevent_seq` ON `audit_events` (`seq`);
-- Create index "auditevent_entity_entity_id_seq" to table: "audit_events"
CREATE INDEX `auditevent_entity_entity_id_seq` ON `audit_events` (`entity`, `entity_id`, `seq`);
-- Create "basic_items" table
CREATE TABLE `basic_items` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `basic_code` text NOT NULL, `name` text NOT NULL, `type` text NOT NULL, `exercise_level` text NULL, `power_source` text NULL, `audiences` json NOT NULL, `topics` json NOT NULL, `life_events` json NOT NULL, `aliases` json NOT NULL, `legal_basis` text NOT NULL DEFAULT (''), `central_department` text NOT NULL DEFAULT (''), `parent_id` integer NULL, CONSTRAINT `basic_items_basic_items_children` FOREIGN KEY (`parent_id`) REFERENCES `basic_items` (`id`) ON DELETE SET NULL, CONSTRAINT `basic_items_exercise_level` CHECK (exercise_level IN ('STATE', 'PROVINCE', 'CITY', 'DISTRICT', 'TOWNSHIP', 'VILLAGE')), CONSTRAINT `basic_items_power_source` CHECK (power_source IN ('OWN', 'HANDED_DOWN', 'AUTHORISED_FROM_ABOVE', 'AUTHORISED_BY_PEER', 'ENTRUSTED_FROM_ABOVE', 'ENTRUSTED_BY_PEER')), CONSTRAINT `basic_items_type` CHECK (type IN ('LICENCE', 'PENALTY', 'COERCION', 'LEVY', 'PAYMENT', 'INSPECTION', 'CONFIRMATION', 'REWARD', 'RULING', 'OTHER_POWER', 'PUBLIC_SERVICE')));
-- Create index "basicitem_basic_code" to table: "basic_items"
CREATE UNIQUE INDEX `basicitem_basic_code` ON `basic_items` (`basic_code`);
-- Create "calendar_days" table
CREATE TABLE `calendar_days` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `day` text NOT NULL, `kind` text NOT NULL, `name` text NOT NULL DEFAULT (''), CONSTRAINT `calendar_days_kind` CHECK (kind IN ('HOLIDAY', 'MAKEUP_WORKDAY')));
-- Create index "calendarday_day" to table: "calendar_days"
CREATE UNIQUE INDEX `calendarday_day` ON `calendar_days` (`day`);
-- Create "center_standards" table
CREATE TABLE `center_standards` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `valid_from` text NOT NULL, `valid_to` text NULL, `version` integer NOT NULL DEFAULT (1), `code` text NOT NULL, `name` text NOT NULL, `description` text NOT NULL DEFAULT (''), `level` text NOT NULL, `position` integer NOT NULL DEFAULT (0), CONSTRAINT `center_standards_level` CHECK (level IN ('PROVINCE', 'CITY', 'DISTRICT', 'TOWNSHIP', 'VILLAGE')));
-- Create index "centerstandard_code" to table: "center_standards"
CREATE UNIQUE INDEX `centerstandard_code` ON `center_standards` (`code`);
-- Create "conditions" table
CREATE TABLE `conditions` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `position` integer NOT NULL, `text` text NOT NULL DEFAULT (''), `excludes` bool NOT NULL DEFAULT (false), `edition_id` integer NOT NULL, CONSTRAINT `conditions_editions_conditions` FOREIGN KEY (`edition_id`) REFERENCES `editions` (`id`) ON DELETE CASCADE);
-- Create index "condition_edition_id_position" to table: "conditions"
CREATE UNIQUE INDEX `condition_edition_id_position` ON `conditions` (`edition_id`, `position`);
-- Create "departments" table
CREATE TABLE `departments` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `valid_from` text NOT NULL, `valid_to` text NULL, `version` integer NOT NULL DEFAULT (1), `code` text NOT NULL, `name` text NOT NULL, `short_name` text NOT NULL DEFAULT (''), `kind` text NOT NULL, `credit_code` text NOT NULL DEFAULT (''), `other_codes` json NOT NULL, `phone` text NOT NULL DEFAULT (''), `address` text NOT NULL DEFAULT (''), `position` integer NOT NULL DEFAULT (0), `sector_id` integer NULL, `division_id` integer NULL, `parent_id` integer NULL, CONSTRAINT `departments_sectors_sector` FOREIGN KEY (`sector_id`) REFERENCES `sectors` (`id`) ON DELETE SET NULL, CONSTRAINT `departments_divisions_division` FOREIGN KEY (`division_id`) REFERENCES `divisions` (`id`) ON DELETE SET NULL, CONSTRAINT `departments_departments_subordinates` FOREIGN KEY (`parent_id`) REFERENCES `departments` (`id`) ON DELETE SET NULL, CONSTRAINT `departments_days` CHECK (valid_to IS NULL OR valid_to >= valid_from), CONSTRAINT `departments_kind` CHECK (kind IN ('STATUTORY_BODY', 'AUTHORISED_ORGANIZATION', 'ENTRUSTED_ORGANIZATION')));
-- Create index "department_code" to table: "departments"
CREATE UNIQUE INDEX `department_code` ON `departments` (`code`);
-- Create "divisions" table
CREATE TABLE `divisions` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `valid_from` text NOT NULL, `valid_to` text NULL, `version` integer NOT NULL DEFAULT (1), `code` text NOT NULL, `name` text NOT NULL, `level` text NOT NULL, `state_since` text NOT NULL, `parent_id` integer NULL, CONSTRAINT `divisions_divisions_children` FOREIGN KEY (`parent_id`) REFERENCES `divisions` (`id`) ON DELETE SET NULL, CONSTRAINT `divisions_days` CHECK (valid_to IS NULL OR valid_to >= valid_from), CONSTRAINT `divisions_level` CHECK (level IN ('PROVINCE', 'CITY', 'DISTRICT', 'TOWNSHIP', 'VILLAGE')));
-- Create index "divisions_one_in_force_per_code" to table: "divisions"
CREATE UNIQUE INDEX `divisions_one_in_force_per_code` ON `divisions` (`code`) WHERE valid_to IS NULL;
-- Create index "division_code_valid_from" to table: "divisions"
CREATE INDEX `division_code_valid_from` ON `divisions` (`code`, `valid_from`);
-- Create index "division_parent_id" to table: "divisions"
CREATE INDEX `division_parent_id` ON `divisions` (`parent_id`);
-- Create "division_states" table
CREATE TABLE `division_states` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `name` text NOT NULL, `parent_id` integer NULL, `valid_from` text NOT NULL, `valid_to` text NOT NULL, `division_id` integer NOT NULL, CONSTRAINT `division_states_divisions_division` FOREIGN KEY (`division_id`) REFERENCES `divisions` (`id`) ON DELETE NO ACTION);
-- Create index "divisionstate_division_id_valid_from" to table: "division_states"
CREATE UNIQUE INDEX `divisionstate_division_id_valid_from` ON `division_states` (`division_id`, `valid_from`);
-- Create "division_successions" table
CREATE TABLE `division_successions` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `on_day` text NOT NULL, `note` text NOT NULL DEFAULT (''), `predecessor_id` integer NOT NULL, `successor_id` integer NOT NULL, CONSTRAINT `division_successions_divisions_predecessor` FOREIGN KEY (`predecessor_id`) REFERENCES `divisions` (`id`) ON DELETE NO ACTION, CONSTRAINT `division_successions_divisions_successor` FOREIGN KEY (`successor_id`) REFERENCES `divisions` (`id`) ON DELETE NO ACTION);
-- Create index "divisionsuccession_predecessor_id_successor_id" to table: "division_successions"
CREATE UNIQUE INDEX `divisionsuccession_predecessor_id_successor_id` ON `division_successions` (`predecessor_id`, `successor_id`);
-- Create index "divisionsuccession_successor_id" to table: "division_successions"
CREATE INDEX `divisionsuccession_successor_id` ON `division_successions` (`successor_id`);
-- Create "editions" table
CREATE TABLE `editions` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `number` integer NOT NULL, `status` text NOT NULL, `effective_from` text NULL, `effective_to` text NULL, `created_at` datetime NOT NULL, `created_by` text NOT NULL, `updated_at` datetime NOT NULL, `updated_by` text NOT NULL, `submitted_at` datetime NULL, `submitted_by` text NOT NULL DEFAULT (''), `published_at` datetime NULL, `published_by` text NOT NULL DEFAULT (''), `retired_at` datetime NULL, `retired_by` text NOT NULL DEFAULT (''), `remark` text NOT NULL DEFAULT (''), `title` text NOT NULL DEFAULT (''), `summary` text NOT NULL DEFAULT (''), `handling` text NULL, `statutory_value` integer NULL, `statutory_unit` text NULL, `statutory_note` text NOT NULL DEFAULT (''), `promised_value` integer NULL, `promised_unit` text NULL, `promised_note` text NOT NULL DEFAULT (''), `no_materials` bool NOT NULL DEFAULT (false), `charged` bool NULL, `visits` integer NULL, `visits_reason` text NOT NULL DEFAULT (''), `cross_area` text NULL, `online_depth` text NULL, `fully_online` bool NOT NULL DEFAULT (false), `online_url` text NOT NULL DEFAULT (''), `mail_materials` bool NOT NULL DEFAULT (false), `mail_result` bool NOT NULL DEFAULT (false), `bookable` bool NOT NULL DEFAULT (false), `booking_note` text NOT NULL DEFAULT (''), `place_note` text NOT NULL DEFAULT (''), `quota` text NOT NULL DEFAULT (''), `consult_phone` text NOT NULL DEFAULT (''), `consult_address` text NOT NULL DEFAULT (''), `consult_url` text NOT NULL DEFAULT (''), `complaint_phone` text NOT NULL DEFAULT (''), `complaint_address` text NOT NULL DEFAULT (''), `complaint_url` text NOT NULL DEFAULT (''), `appeal_name` text NOT NULL DEFAULT (''), `appeal_address` text NOT NULL DEFAULT (''), `appeal_phone` text NOT NULL DEFAULT (''), `litigation_name` text NOT NULL DEFAULT (''), `litigation_address` text NOT NULL DEFAULT (''), `litigation_phone` text NOT NULL DEFAULT (''), `rights_and_duties` text NOT NULL DEFAULT (''), `verified_on` text NULL, `notice` text NOT NULL DEFAULT (''), `item_id` integer NOT NULL, `reform_round_id` integer NULL, CONSTRAINT `editions_service_items_item` FOREIGN KEY (`item_id`) REFERENCES `service_items` (`id`) ON DELETE NO ACTION, CONSTRAINT `editions_reform_rounds_reform_round` FOREIGN KEY (`reform_round_id`) REFERENCES `reform_rounds` (`id`) ON DELETE SET NULL, CONSTRAINT `editions_handling` CHECK (handling IN ('ON_THE_SPOT', 'PROMISED')), CONSTRAINT `editions_promised_unit` CHECK (promised_unit IN ('WORKING_DAYS', 'CALENDAR_DAYS', 'ON_THE_SPOT')), CONSTRAINT `editions_status` CHECK (status IN ('DRAFT', 'IN_REVIEW', 'PUBLISHED', 'RETIRED')), CONSTRAINT `editions_statutory_unit` CHECK (statutory_unit IN ('WORKING_DAYS', 'CALENDAR_DAYS', 'ON_THE_SPOT')));
-- Create index "edition_item_id_number" to table: "editions"
CREATE UNIQUE INDEX `edition_item_id_number` ON `editions` (`item_id`, `number`);
-- Create index "editions_one_published" to table: "editions"
CREATE UNIQUE INDEX `editions_one_published` ON `editions` (`item_id`) WHERE status = 'PUBLISHED';
-- Create index "editions_one_draft" to table: "editions"
CREATE UNIQUE INDEX `editions_one_draft` ON `editions` (`item_id`) WHERE published_at IS NULL;
-- Create "fees" table
CREATE TABLE `fees` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `position` integer NOT NULL, `name` text NOT NULL DEFAULT (''), `standard` text NOT NULL DEFAULT (''), `amount_fen` integer NULL, `basis` text NOT NULL DEFAULT (''), `reductions` text NOT NULL DEFAULT (''), `payable_online` bool NOT NULL DEFAULT (false), `edition_id` integer NOT NULL, CONSTRAINT `fees_editions_fees` FOREIGN KEY (`edition_id`) REFERENCES `editions` (`id`) ON DELETE CASCADE);
-- Create index "fee_edition_id_position" to table: "fees"
CREATE UNIQUE INDEX `fee_edition_id_position` ON `fees` (`edition_id`, `position`);
-- Create "idempotency_keys" table
CREATE TABLE `idempotency_keys` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `caller` text NOT NULL, `key` text NOT NULL, `input_hash` text NOT NULL, `result` json NULL, `created_at` datetime NOT NULL);
-- Create index "idempotencykey_caller_key" to table: "idempotency_keys"
CREATE UNIQUE INDEX `idempotencykey_caller_key` ON `idempotency_keys` (`caller`, `key`);
-- Create index "idempotencykey_created_at" to table: "idempotency_keys"
CREATE INDEX `idempotencykey_created_at` ON `idempotency_keys` (`created_at`);
-- Create "ledger" table
CREATE TABLE `ledger` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `revision` integer NOT NULL DEFAULT (0), `audit_seq` integer NOT NULL DEFAULT (0), `audit_hash` text NOT NULL DEFAULT (''));
-- Create "legal_bases" table
CREATE TABLE `legal_bases` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `position` integer NOT NULL, `law` text NOT NULL DEFAULT (''), `article` text NOT NULL DEFAULT (''), `text` text NOT NULL DEFAULT (''), `edition_id` integer NOT NULL, CONSTRAINT `legal_bases_editions_legal_bases` FOREIGN KEY (`edition_id`) REFERENCES `editions` (`id`) ON DELETE CASCADE);
-- Create index "legalbasis_edition_id_position" to table: "legal_bases"
CREATE UNIQUE INDEX `legalbasis_edition_id_position` ON `legal_bases` (`edition_id`, `position`);
-- Create "materials" table
CREATE TABLE `materials` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `position` integer NOT NULL, `name` text NOT NULL DEFAULT (''), `form` text NOT NULL, `originals` integer NOT NULL, `copies` integer NOT NULL, `necessity` text NOT NULL, `not_needed_when` text NOT NULL DEFAULT (''), `source` text NOT NULL, `source_note` text NOT NULL DEFAULT (''), `issuer` text NOT NULL DEFAULT (''), `format` text NULL, `page_notes` text NOT NULL DEFAULT (''), `sample_url` text NOT NULL DEFAULT (''), `blank_form_url` text NOT NULL DEFAULT (''), `accepted_standard` text NOT NULL DEFAULT (''), `legal_basis` text NOT NULL DEFAULT (''), `may_follow` bool NOT NULL DEFAULT (false), `shared_record` text NOT NULL DEFAULT (''), `edition_id` integer NOT NULL, CONSTRAINT `materials_editions_materials` FOREIGN KEY (`edition_id`) REFERENCES `editions` (`id`) ON DELETE CASCADE, CONSTRAINT `materials_form` CHECK (form IN ('ORIGINAL', 'COPY', 'ORIGINAL_AND_COPY', 'ELECTRONIC')), CONSTRAINT `materials_necessity` CHECK (necessity IN ('REQUIRED', 'CONDITIONAL', 'OPTIONAL')), CONSTRAINT `materials_source` CHECK (source IN ('APPLICANT', 'GOVERNMENT', 'INTERMEDIARY', 'OTHER')));
-- Create index "material_edition_id_position" to table: "materials"
CREATE UNIQUE INDEX `material_edition_id_position` ON `materials` (`edition_id`, `position`);
-- Create "offerings" table
CREATE TABLE `offerings` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `valid_from` text NOT NULL, `valid_to` text NULL, `started_at` datetime NOT NULL, `started_by` text NOT NULL, `start_reason` text NOT NULL DEFAULT (''), `ended_at` datetime NULL, `ended_by` text NOT NULL DEFAULT (''), `end_reason` text NOT NULL DEFAULT (''), `version` integer NOT NULL DEFAULT (1), `district_code` text NOT NULL, `mode` text NOT NULL, `days` json NOT NULL, `limit_value` integer NULL, `limit_unit` text NULL, `limit_note` text NOT NULL DEFAULT (''), `note` text NOT NULL DEFAULT (''), `item_id` integer NOT NULL, `center_id` integer NOT NULL, `window_id` integer NULL, CONSTRAINT `offerings_service_items_item` FOREIGN KEY (`item_id`) REFERENCES `service_items` (`id`) ON DELETE NO ACTION, CONSTRAINT `offerings_service_centers_center` FOREIGN KEY (`center_id`) REFERENCES `service_centers` (`id`) ON DELETE NO ACTION, CONSTRAINT `offerings_service_windows_window` FOREIGN KEY (`window_id`) REFERENCES `service_windows` (`id`) ON DELETE SET NULL, CONSTRAINT `offerings_days` CHECK (valid_to IS NULL OR valid_to >= valid_from), CONSTRAINT `offerings_limit_unit` CHECK (limit_unit IN ('WORKING_DAYS', 'CALENDAR_DAYS', 'ON_THE_SPOT')), CONSTRAINT `offerings_mode` CHECK (mode IN ('ON_THE_SPOT', 'ACCEPT_AND_FORWARD', 'BY_AGENT', 'CONSULT')));
-- Create index "offerings_one_open" to table: "offerings"
CREATE UNIQUE INDEX `offerings_one_open` ON `offerings` (`item_id`, `center_id`) WHERE valid_to IS NULL;
-- Create index "offering_center_id" to table: "offerings"
CREATE INDEX `offering_center_id` ON `offerings` (`center_id`);
-- Create "outbox_events" table
CREATE TABLE `outbox_events` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `revision` integer NOT NULL, `position` integer NOT NULL, `entity` text NOT NULL, `entity_id` integer NULL, `action` text NOT NULL, `at` datetime NOT NULL);
-- Create index "outboxevent_revision_position" to table: "outbox_events"
CREATE UNIQUE INDEX `outboxevent_revision_position` ON `outbox_events` (`revision`, `position`);
-- Create "population_facts" table
CREATE TABLE `population_facts` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `kind` text NOT NULL, `count` integer NOT NULL, `counted_on` text NOT NULL, `division_id` integer NOT NULL, CONSTRAINT `population_facts_divisions_division` FOREIGN KEY (`division_id`) REFERENCES `divisions` (`id`) ON DELETE NO ACTION, CONSTRAINT `population_facts_count` CHECK (count >= 0));
-- Create index "populationfact_division_id_kind" to table: "population_facts"
CREATE UNIQUE INDEX `populationfact_division_id_kind` ON `population_facts` (`division_id`, `kind`);
-- Create "posts" table
CREATE TABLE `posts` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `valid_from` text NOT NULL, `valid_to` text NULL, `started_at` datetime NOT NULL, `started_by` text NOT NULL, `start_reason` text NOT NULL DEFAULT (''), `ended_at` datetime NULL, `ended_by` text NOT NULL DEFAULT (''), `end_reason` text NOT NULL DEFAULT (''), `version` integer NOT NULL DEFAULT (1), `kind` text NOT NULL, `title` text NOT NULL DEFAULT (''), `staff_id` integer NOT NULL, `center_id` integer NULL, `department_id` integer NULL, `window_id` integer NULL, `leader_id` integer NULL, CONSTRAINT `posts_staff_staff` FOREIGN KEY (`staff_id`) REFERENCES `staff` (`id`) ON DELETE NO ACTION, CONSTRAINT `posts_service_centers_center` FOREIGN KEY (`center_id`) REFERENCES `service_centers` (`id`) ON DELETE SET NULL, CONSTRAINT `posts_departments_department` FOREIGN KEY (`department_id`) REFERENCES `departments` (`id`) ON DELETE SET NULL, CONSTRAINT `posts_service_windows_window` FOREIGN KEY (`window_id`) REFERENCES `service_windows` (`id`) ON DELETE SET NULL, CONSTRAINT `posts_staff_leader` FOREIGN KEY (`leader_id`) REFERENCES `staff` (`id`) ON DELETE SET NULL, CONSTRAINT `posts_days` CHECK (valid_to IS NULL OR valid_to >= valid_from), CONSTRAINT `posts_kind` CHECK (kind IN ('CLERK', 'AGENT', 'REVIEWER', 'HEAD', 'LEADER')));
-- Create index "post_staff_id_valid_from" to table: "posts"
CREATE INDEX `post_staff_id_valid_from` ON `posts` (`staff_id`, `valid_from`);
-- Create index "post_department_id_kind" to table: "posts"
CREATE INDEX `post_department_id_kind` ON `posts` (`department_id`, `kind`);
-- Create index "post_center_id_kind" to table: "posts"
CREATE INDEX `post_center_id_kind` ON `posts` (`center_id`, `kind`);
-- Create "questions" table
CREATE TABLE `questions` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `position` integer NOT NULL, `question` text NOT NULL DEFAULT (''), `answer` text NOT NULL DEFAULT (''), `edition_id` integer NOT NULL, CONSTRAINT `questions_editions_questions` FOREIGN KEY (`edition_id`) REFERENCES `editions` (`id`) ON DELETE CASCADE);
-- Create index "question_edition_id_position" to table: "questions"
CREATE UNIQUE INDEX `question_edition_id_position` ON `questions` (`edition_id`, `position`);
-- Create "reform_rounds" table
CREATE TABLE `reform_rounds` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `code` text NOT NULL, `name` text NOT NULL, `decided_on` text NOT NULL, `document` text NOT NULL DEFAULT (''));
-- Create index "reformround_code" to table: "reform_rounds"
CREATE UNIQUE INDEX `reformround_code` ON `reform_rounds` (`code`);
-- Create "results" table
CREATE TABLE `results` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `position` integer NOT NULL, `name` text NOT NULL DEFAULT (''), `type` text NOT NULL, `sample_url` text NOT NULL DEFAULT (''), `delivery` json NOT NULL, `valid_for` text NOT NULL DEFAULT (''), `edition_id` integer NOT NULL, CONSTRAINT `results_editions_results` FOREIGN KEY (`edition_id`) REFERENCES `editions` (`id`) ON DELETE CASCADE, CONSTRAINT `results_type` CHECK (type IN ('LICENCE', 'CERTIFICATE', 'APPROVAL', 'RECORD', 'PAYMENT', 'INFORMATION', 'OTHER')));
-- Create index "result_edition_id_position" to table: "results"
CREATE UNIQUE INDEX `result_edition_id_position` ON `results` (`edition_id`, `position`);
-- Create "sectors" table
CREATE TABLE `sectors` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `code` text NOT NULL, `name` text NOT NULL, `named` bool NOT NULL DEFAULT (false), `position` integer NOT NULL DEFAULT (0));
-- Create index "sector_code" to table: "sectors"
CREATE UNIQUE INDEX `sector_code` ON `sectors` (`code`);
-- Create "service_centers" table
CREATE TABLE `service_centers` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `code` text NOT NULL, `name` text NOT NULL, `tier` text NOT NULL, `district_code` text NOT NULL, `status` text NOT NULL, `status_since` text NOT NULL, `address` text NOT NULL DEFAULT (''), `longitude` real NULL, `latitude` real NULL, `directions` text NOT NULL DEFAULT (''), `phones` json NULL, `hours` json NULL, `ways` json NOT NULL, `duty_contact_name` text NOT NULL DEFAULT (''), `duty_contact_phone` text NOT NULL DEFAULT (''), `division_id` integer NOT NULL, `reports_to_id` integer NULL, CONSTRAINT `service_centers_divisions_division` FOREIGN KEY (`division_id`) REFERENCES `divisions` (`id`) ON DELETE NO ACTION, CONSTRAINT `service_centers_service_centers_subordinates` FOREIGN KEY (`reports_to_id`) REFERENCES `service_centers` (`id`) ON DELETE SET NULL, CONSTRAINT `service_centers_not_own_superior` CHECK (reports_to_id IS NULL OR reports_to_id <> id), CONSTRAINT `service_centers_status` CHECK (status IN ('PLANNED', 'BUILDING', 'ACCEPTED', 'OPEN', 'SUSPENDED', 'CLOSED')), CONSTRAINT `service_centers_tier` CHECK (tier IN ('CENTER', 'STATION', 'DESIGNATED_PERSON')));
-- Create index "servicecenter_code" to table: "service_centers"
CREATE UNIQUE INDEX `servicecenter_code` ON `service_centers` (`code`);
-- Create index "servicecenter_division_id" to table: "service_centers"
CREATE INDEX `servicecenter_division_id` ON `service_centers` (`division_id`);
-- Create index "servicecenter_reports_to_id" to table: "service_centers"
CREATE INDEX `servicecenter_reports_to_id` ON `service_centers` (`reports_to_id`);
-- Create "service_items" table
CREATE TABLE `service_items` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `slug` text NOT NULL, `district_code` text NOT NULL, `implementation_code` text NULL, `local_code` text NOT NULL DEFAULT (''), `main_item` text NOT NULL DEFAULT (''), `name` text NULL, `type` text NULL, `exercise_level` text NULL, `power_source` text NULL, `audiences` json NULL, `topics` json NULL, `life_events` json NULL, `aliases` json NULL, `state` text NOT NULL DEFAULT ('ACTIVE'), `state_reason` text NOT NULL DEFAULT (''), `state_since` text NOT NULL, `created_at` datetime NOT NULL, `updated_at` datetime NOT NULL, `basic_id` integer NULL, `owner_id` integer NOT NULL, `reform_round_id` integer NULL, CONSTRAINT `service_items_basic_items_basic` FOREIGN KEY (`basic_id`) REFERENCES `basic_items` (`id`) ON DELETE SET NULL, CONSTRAINT `service_items_departments_owner` FOREIGN KEY (`owner_id`) REFERENCES `departments` (`id`) ON DELETE NO ACTION, CONSTRAINT `service_items_reform_rounds_reform_round` FOREIGN KEY (`reform_round_id`) REFERENCES `reform_rounds` (`id`) ON DELETE SET NULL, CONSTRAINT `service_items_exercise_level` CHECK (exercise_level IN ('STATE', 'PROVINCE', 'CITY', 'DISTRICT', 'TOWNSHIP', 'VILLAGE')), CONSTRAINT `service_items_named` CHECK (name IS NOT NULL OR basic_id IS NOT NULL), CONSTRAINT `service_items_power_source` CHECK (power_source IN ('OWN', 'HANDED_DOWN', 'AUTHORISED_FROM_ABOVE', 'AUTHORISED_BY_PEER', 'ENTRUSTED_FROM_ABOVE', 'ENTRUSTED_BY_PEER')), CONSTRAINT `service_items_state` CHECK (state IN ('ACTIVE', 'SUSPENDED', 'CANCELLED')), CONSTRAINT `service_items_type` CHECK (type IN ('LICENCE', 'PENALTY', 'COERCION', 'LEVY', 'PAYMENT', 'INSPECTION', 'CONFIRMATION', 'REWARD', 'RULING', 'OTHER_POWER', 'PUBLIC_SERVICE')), CONSTRAINT `service_items_typed` CHECK (type IS NOT NULL OR basic_id IS NOT NULL));
-- Create index "serviceitem_slug" to table: "service_items"
CREATE UNIQUE INDEX `serviceitem_slug` ON `service_items` (`slug`);
-- Create index "serviceitem_implementation_code" to table: "service_items"
CREATE UNIQUE INDEX `serviceitem_implementation_code` ON `service_items` (`implementation_code`);
-- Create index "serviceitem_owner_id" to table: "service_items"
CREATE INDEX `serviceitem_owner_id` ON `service_items` (`owner_id`);
-- Create index "serviceitem_basic_id" to table: "service_items"
CREATE INDEX `serviceitem_basic_id` ON `service_items` (`basic_id`);
-- Create "special_procedures" table
CREATE TABLE `special_procedures` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `position` integer NOT NULL, `name` text NOT NULL DEFAULT (''), `limit_value` integer NULL, `limit_unit` text NULL, `limit_note` text NOT NULL DEFAULT (''), `explanation` text NOT NULL DEFAULT (''), `edition_id` integer NOT NULL, CONSTRAINT `special_procedures_editions_special_procedures` FOREIGN KEY (`edition_id`) REFERENCES `editions` (`id`) ON DELETE CASCADE, CONSTRAINT `special_procedures_limit_unit` CHECK (limit_unit IN ('WORKING_DAYS', 'CALENDAR_DAYS', 'ON_THE_SPOT')));
-- Create index "specialprocedure_edition_id_position" to table: "special_procedures"
CREATE UNIQUE INDEX `specialprocedure_edition_id_position` ON `special_procedures` (`edition_id`, `position`);
-- Create "staff" table
CREATE TABLE `staff` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `number` text NOT NULL, `name` text NOT NULL, `phone` text NOT NULL DEFAULT (''));
-- Create index "staff_number" to table: "staff"
CREATE UNIQUE INDEX `staff_number` ON `staff` (`number`);
-- Create "standard_evidences" table
CREATE TABLE `standard_evidences` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `score` integer NOT NULL, `evidence` text NOT NULL DEFAULT (''), `document_url` text NOT NULL DEFAULT (''), `checked_on` text NOT NULL, `checked_by` text NOT NULL, `center_id` integer NOT NULL, `standard_id` integer NOT NULL, CONSTRAINT `standard_evidences_service_centers_center` FOREIGN KEY (`center_id`) REFERENCES `service_centers` (`id`) ON DELETE NO ACTION, CONSTRAINT `standard_evidences_center_standards_standard` FOREIGN KEY (`standard_id`) REFERENCES `center_standards` (`id`) ON DELETE NO ACTION, CONSTRAINT `standard_evidences_score` CHECK (score BETWEEN 0 AND 100));
-- Create index "standardevidence_center_id_standard_id" to table: "standard_evidences"
CREATE UNIQUE INDEX `standardevidence_center_id_standard_id` ON `standard_evidences` (`center_id`, `standard_id`);
-- Create "stationings" table
CREATE TABLE `stationings` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `valid_from` text NOT NULL, `valid_to` text NULL, `started_at` datetime NOT NULL, `started_by` text NOT NULL, `start_reason` text NOT NULL DEFAULT (''), `ended_at` datetime NULL, `ended_by` text NOT NULL DEFAULT (''), `end_reason` text NOT NULL DEFAULT (''), `version` integer NOT NULL DEFAULT (1), `authority` text NOT NULL, `department_id` integer NOT NULL, `center_id` integer NOT NULL, CONSTRAINT `stationings_departments_department` FOREIGN KEY (`department_id`) REFERENCES `departments` (`id`) ON DELETE NO ACTION, CONSTRAINT `stationings_service_centers_center` FOREIGN KEY (`center_id`) REFERENCES `service_centers` (`id`) ON DELETE NO ACTION, CONSTRAINT `stationings_authority` CHECK (authority IN ('FULL', 'RECEIVE_ONLY')), CONSTRAINT `stationings_days` CHECK (valid_to IS NULL OR valid_to >= valid_from));
-- Create index "stationings_one_open" to table: "stationings"
CREATE UNIQUE INDEX `stationings_one_open` ON `stationings` (`department_id`, `center_id`) WHERE valid_to IS NULL;
-- Create index "stationing_center_id_valid_from" to table: "stationings"
CREATE INDEX `stationing_center_id_valid_from` ON `stationings` (`center_id`, `valid_from`);
-- Create index "stationing_department_id_valid_from" to table: "stationings"
CREATE INDEX `stationing_department_id_valid_from` ON `stationings` (`department_id`, `valid_from`);
-- Create "steps" table
CREATE TABLE `steps` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `position` integer NOT NULL, `key` text NOT NULL, `name` text NOT NULL DEFAULT (''), `kind` text NOT NULL, `post` text NOT NULL DEFAULT (''), `limit_value` integer NULL, `limit_unit` text NULL, `limit_note` text NOT NULL DEFAULT (''), `criteria` text NOT NULL DEFAULT (''), `depends_on` json NOT NULL, `edition_id` integer NOT NULL, `department_id` integer NULL, CONSTRAINT `steps_editions_steps` FOREIGN KEY (`edition_id`) REFERENCES `editions` (`id`) ON DELETE CASCADE, CONSTRAINT `steps_departments_department` FOREIGN KEY (`department_id`) REFERENCES `departments` (`id`) ON DELETE SET NULL, CONSTRAINT `steps_kind` CHECK (kind IN ('RECEIVE', 'ACCEPT', 'REVIEW', 'DECIDE', 'DELIVER', 'SPECIAL')), CONSTRAINT `steps_limit_unit` CHECK (limit_unit IN ('WORKING_DAYS', 'CALENDAR_DAYS', 'ON_THE_SPOT')));
-- Create index "step_edition_id_position" to table: "steps"
CREATE UNIQUE INDEX `step_edition_id_position` ON `steps` (`edition_id`, `position`);
-- Create "suggestion_rules" table
CREATE TABLE `suggestion_rules` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `fact` text NOT NULL, `at_least` integer NOT NULL, `topic` text NOT NULL, `reason` text NOT NULL DEFAULT (''));
-- Create index "suggestionrule_fact_topic" to table: "suggestion_rules"
CREATE UNIQUE INDEX `suggestionrule_fact_topic` ON `suggestion_rules` (`fact`, `topic`);
-- Create "topics" table
CREATE TABLE `topics` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `code` text NOT NULL, `name` text NOT NULL, `kind` text NOT NULL, `position` integer NOT NULL DEFAULT (0), CONSTRAINT `topics_kind` CHECK (kind IN ('TOPIC', 'LIFE_EVENT')));
-- Create index "topic_code" to table: "topics"
CREATE UNIQUE INDEX `topic_code` ON `topics` (`code`);
-- Create "service_windows" table
CREATE TABLE `service_windows` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `number` text NOT NULL, `name` text NOT NULL DEFAULT (''), `kind` text NOT NULL, `open` bool NOT NULL DEFAULT (true), `center_id` integer NOT NULL, `department_id` integer NULL, CONSTRAINT `service_windows_service_centers_center` FOREIGN KEY (`center_id`) REFERENCES `service_centers` (`id`) ON DELETE NO ACTION, CONSTRAINT `service_windows_departments_department` FOREIGN KEY (`department_id`) REFERENCES `departments` (`id`) ON DELETE SET NULL, CONSTRAINT `service_windows_kind` CHECK (kind IN ('COMPREHENSIVE', 'DEPARTMENT', 'PROJECT_AGENCY', 'DELIVERY')));
-- Create index "window_center_id_number" to table: "service_windows"
CREATE UNIQUE INDEX `window_center_id_number` ON `service_windows` (`center_id`, `number`);
