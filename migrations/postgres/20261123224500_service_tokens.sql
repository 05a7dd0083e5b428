-- Tokens of any role, limited to actions and to a place. Those that may do all keep that under its new name.
ALTER TABLE "access_tokens" DROP CONSTRAINT "access_tokens_role", ADD COLUMN "actions" jsonb NOT NULL DEFAULT '[]', ADD COLUMN "center_id" bigint NULL, ADD COLUMN "department_id" bigint NULL, ADD COLUMN "created_by" character varying NOT NULL DEFAULT '';
ALTER TABLE "access_tokens" ALTER COLUMN "actions" DROP DEFAULT;
UPDATE "access_tokens" SET "role" = 'DISTRICT_ADMIN' WHERE "role" = 'ADMIN';
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_role" CHECK (role IN ('WINDOW_CLERK', 'AGENT', 'DEPARTMENT_REVIEWER', 'CENTER_ADMIN', 'DEPARTMENT_ADMIN', 'DISTRICT_ADMIN', 'SUPERVISOR', 'AUDITOR', 'SERVICE'));
