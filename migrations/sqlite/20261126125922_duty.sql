-- Create "duty_plans" table
CREATE TABLE `duty_plans` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `version` integer NOT NULL DEFAULT (1), `after_hours` json NULL, `center_id` integer NOT NULL, CONSTRAINT `duty_plans_service_centers_center` FOREIGN KEY (`center_id`) REFERENCES `service_centers` (`id`) ON DELETE NO ACTION);
-- Create index "dutyplan_center_id" to table: "duty_plans"
CREATE UNIQUE INDEX `dutyplan_center_id` ON `duty_plans` (`center_id`);
-- Create "duty_shifts" table
CREATE TABLE `duty_shifts` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `begins_at` datetime NOT NULL, `ends_at` datetime NOT NULL, `center_id` integer NOT NULL, `staff_id` integer NOT NULL, `substitute_for_id` integer NULL, CONSTRAINT `duty_shifts_service_centers_center` FOREIGN KEY (`center_id`) REFERENCES `service_centers` (`id`) ON DELETE NO ACTION, CONSTRAINT `duty_shifts_staff_staff` FOREIGN KEY (`staff_id`) REFERENCES `staff` (`id`) ON DELETE NO ACTION, CONSTRAINT `duty_shifts_staff_substitute_for` FOREIGN KEY (`substitute_for_id`) REFERENCES `staff` (`id`) ON DELETE SET NULL, CONSTRAINT `duty_shifts_order` CHECK (ends_at > begins_at));
-- Create index "dutyshift_center_id_begins_at" to table: "duty_shifts"
CREATE INDEX `dutyshift_center_id_begins_at` ON `duty_shifts` (`center_id`, `begins_at`);
-- Create index "dutyshift_staff_id_begins_at" to table: "duty_shifts"
CREATE INDEX `dutyshift_staff_id_begins_at` ON `duty_shifts` (`staff_id`, `begins_at`);
