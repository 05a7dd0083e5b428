-- The one row that every change locks
INSERT INTO ledger (id, revision, audit_seq, audit_hash) VALUES (1, 0, 0, '');
