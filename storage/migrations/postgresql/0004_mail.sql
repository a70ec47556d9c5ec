-- Ids are given out before the commit, so a smaller one may appear after a larger one. Who follows the log by ids, as
-- webhooks do, stops before the oldest transaction that is still open.
ALTER TABLE ticket_event ADD COLUMN written_by xid8 NOT NULL DEFAULT pg_current_xact_id();
