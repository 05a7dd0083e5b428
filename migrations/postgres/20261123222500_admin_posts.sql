-- More kinds of post: those of admins, supervisors and auditors.
ALTER TABLE "posts" DROP CONSTRAINT "posts_kind", ADD CONSTRAINT "posts_kind" CHECK (kind IN ('CLERK', 'AGENT', 'REVIEWER', 'HEAD', 'LEADER', 'CENTER_ADMIN', 'DEPARTMENT_ADMIN', 'DISTRICT_ADMIN', 'SUPERVISOR', 'AUDITOR'));
