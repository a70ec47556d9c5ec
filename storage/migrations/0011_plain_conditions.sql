-- A list of more than two in the condition of an index becomes a table in memory at each change of a row, even of one that the
-- index leaves out; in pairs it costs a comparison.
DROP INDEX outbox_open;
CREATE INDEX outbox_open ON outbox (conversation_id, id)
  WHERE state IN ('queued', 'in_flight') OR state = 'uncertain';
DROP INDEX outbox_state;
CREATE INDEX outbox_state ON outbox (state, id)
  WHERE state IN ('queued', 'in_flight') OR state IN ('uncertain', 'failed');
