-- Create index "auditevent_actor_seq" to table: "audit_events"
CREATE INDEX `auditevent_actor_seq` ON `audit_events` (`actor`, `seq`);
-- Create index "auditevent_at" to table: "audit_events"
CREATE INDEX `auditevent_at` ON `audit_events` (`at`);
