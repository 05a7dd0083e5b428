-- Drop index "auditevent_entity_entity_id_seq" from table: "audit_events"
DROP INDEX `auditevent_entity_entity_id_seq`;
-- Drop index "auditevent_actor_seq" from table: "audit_events"
DROP INDEX `auditevent_actor_seq`;
-- Drop index "auditevent_at" from table: "audit_events"
DROP INDEX `auditevent_at`;
-- Create index "auditevent_at_seq" to table: "audit_events"
CREATE INDEX `auditevent_at_seq` ON `audit_events` (`at`, `seq`);
-- Create index "auditevent_actor_at_seq" to table: "audit_events"
CREATE INDEX `auditevent_actor_at_seq` ON `audit_events` (`actor`, `at`, `seq`);
-- Create index "auditevent_action_at_seq" to table: "audit_events"
CREATE INDEX `auditevent_action_at_seq` ON `audit_events` (`action`, `at`, `seq`);
-- Create index "auditevent_entity_entity_id_at_seq" to table: "audit_events"
CREATE INDEX `auditevent_entity_entity_id_at_seq` ON `audit_events` (`entity`, `entity_id`, `at`, `seq`);
