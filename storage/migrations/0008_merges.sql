-- A ticket that turned out to be another one: its messages and files have moved there, its log stays its own.
CREATE TABLE ticket_merge (
  gone_id     INTEGER NOT NULL PRIMARY KEY REFERENCES ticket (id),
  survivor_id INTEGER NOT NULL REFERENCES ticket (id), -- never one that is gone itself
  at          INTEGER NOT NULL,
  who         TEXT    NOT NULL
) STRICT;
CREATE INDEX ticket_merge_survivor ON ticket_merge (survivor_id, gone_id);
