-- Create "appointments" table
CREATE TABLE `appointments` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `number` text NOT NULL, `district_code` text NOT NULL, `kind` text NOT NULL, `day` text NOT NULL, `begins_at` datetime NOT NULL, `ends_at` datetime NOT NULL, `place` integer NOT NULL, `state` text NOT NULL DEFAULT ('BOOKED'), `name` text NOT NULL DEFAULT (''), `phone` text NOT NULL DEFAULT (''), `address` text NOT NULL DEFAULT (''), `secret` text NOT NULL DEFAULT (''), `booked_at` datetime NOT NULL, `arrived_at` datetime NULL, `cancelled_at` datetime NULL, `cancel_reason` text NOT NULL DEFAULT (''), `plan_id` integer NOT NULL, `center_id` integer NOT NULL, `item_id` integer NOT NULL, CONSTRAINT `appointments_slot_plans_plan` FOREIGN KEY (`plan_id`) REFERENCES `slot_plans` (`id`) ON DELETE NO ACTION, CONSTRAINT `appointments_service_centers_center` FOREIGN KEY (`center_id`) REFERENCES `service_centers` (`id`) ON DELETE NO ACTION, CONSTRAINT `appointments_service_items_item` FOREIGN KEY (`item_id`) REFERENCES `service_items` (`id`) ON DELETE NO ACTION, CONSTRAINT `appointments_kind` CHECK (kind IN ('WINDOW', 'HOME_VISIT', 'EXTENDED_HOURS')), CONSTRAINT `appointments_state` CHECK (state IN ('BOOKED', 'ARRIVED', 'CANCELLED')));
-- Create index "appointment_number" to table: "appointments"
CREATE UNIQUE INDEX `appointment_number` ON `appointments` (`number`);
-- Create index "appointments_one_place" to table: "appointments"
CREATE UNIQUE INDEX `appointments_one_place` ON `appointments` (`plan_id`, `begins_at`, `place`) WHERE state <> 'CANCELLED';
-- Create index "appointment_center_id_day_begins_at_id" to table: "appointments"
CREATE INDEX `appointment_center_id_day_begins_at_id` ON `appointments` (`center_id`, `day`, `begins_at`, `id`);
-- Create "slot_plans" table
CREATE TABLE `slot_plans` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `valid_from` text NOT NULL, `valid_to` text NULL, `version` integer NOT NULL DEFAULT (1), `kind` text NOT NULL, `days` json NOT NULL, `begins` text NOT NULL, `ends` text NOT NULL, `minutes` integer NOT NULL, `capacity` integer NOT NULL, `center_id` integer NOT NULL, `window_id` integer NULL, `staff_id` integer NULL, CONSTRAINT `slot_plans_service_centers_center` FOREIGN KEY (`center_id`) REFERENCES `service_centers` (`id`) ON DELETE NO ACTION, CONSTRAINT `slot_plans_service_windows_window` FOREIGN KEY (`window_id`) REFERENCES `service_windows` (`id`) ON DELETE SET NULL, CONSTRAINT `slot_plans_staff_staff` FOREIGN KEY (`staff_id`) REFERENCES `staff` (`id`) ON DELETE SET NULL, CONSTRAINT `slot_plans_days` CHECK (valid_to IS NULL OR valid_to >= valid_from), CONSTRAINT `slot_plans_kind` CHECK (kind IN ('WINDOW', 'HOME_VISIT', 'EXTENDED_HOURS')));
-- Create index "slotplan_center_id_valid_from" to table: "slot_plans"
CREATE INDEX `slotplan_center_id_valid_from` ON `slot_plans` (`center_id`, `valid_from`);
-- Create index "slotplan_staff_id" to table: "slot_plans"
CREATE INDEX `slotplan_staff_id` ON `slot_plans` (`staff_id`);
-- Create "tickets" table
CREATE TABLE `tickets` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `district_code` text NOT NULL, `day` text NOT NULL, `number` integer NOT NULL, `state` text NOT NULL DEFAULT ('WAITING'), `priority` bool NOT NULL DEFAULT (false), `for_window_id` integer NULL, `due_at` datetime NULL, `taken_at` datetime NOT NULL, `called_at` datetime NULL, `ended_at` datetime NULL, `center_id` integer NOT NULL, `appointment_id` integer NULL, `item_id` integer NULL, `window_id` integer NULL, CONSTRAINT `tickets_service_centers_center` FOREIGN KEY (`center_id`) REFERENCES `service_centers` (`id`) ON DELETE NO ACTION, CONSTRAINT `tickets_appointments_appointment` FOREIGN KEY (`appointment_id`) REFERENCES `appointments` (`id`) ON DELETE SET NULL, CONSTRAINT `tickets_service_items_item` FOREIGN KEY (`item_id`) REFERENCES `service_items` (`id`) ON DELETE SET NULL, CONSTRAINT `tickets_service_windows_window` FOREIGN KEY (`window_id`) REFERENCES `service_windows` (`id`) ON DELETE SET NULL, CONSTRAINT `tickets_state` CHECK (state IN ('WAITING', 'CALLED', 'DONE', 'NO_SHOW')));
-- Create index "ticket_center_id_day_number" to table: "tickets"
CREATE UNIQUE INDEX `ticket_center_id_day_number` ON `tickets` (`center_id`, `day`, `number`);
-- Create index "ticket_center_id_day_state" to table: "tickets"
CREATE INDEX `ticket_center_id_day_state` ON `tickets` (`center_id`, `day`, `state`);
-- Create index "tickets_one_called" to table: "tickets"
CREATE UNIQUE INDEX `tickets_one_called` ON `tickets` (`window_id`, `day`) WHERE state = 'CALLED';
-- Create index "tickets_one_of_appointment" to table: "tickets"
CREATE UNIQUE INDEX `tickets_one_of_appointment` ON `tickets` (`appointment_id`) WHERE appointment_id IS NOT NULL;
