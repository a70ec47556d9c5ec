-- What the business tells of its own accord: templates as Meta judges them, what to do when a message turns out to be
-- outside the window, what is left to say by phone, and what customers are asked to accept.

CREATE TABLE template (
  business   TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  language   TEXT    NOT NULL,
  remote_id  TEXT    NOT NULL,
  status     TEXT    NOT NULL,
  category   TEXT    NOT NULL,
  quality    TEXT    NOT NULL,
  reason     TEXT    NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (business, name, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (
  cause   TEXT    NOT NULL PRIMARY KEY,
  content TEXT    NOT NULL,
  at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE callback (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id INTEGER NOT NULL REFERENCES conversation (id),
  ticket_id       INTEGER REFERENCES ticket (id),
  why             TEXT    NOT NULL,
  text            TEXT    NOT NULL,
  since           INTEGER NOT NULL,
  done_at         INTEGER,
  done_by         TEXT    NOT NULL
) STRICT;
CREATE INDEX callback_open ON callback (id) WHERE done_at IS NULL;
CREATE INDEX callback_ticket ON callback (ticket_id) WHERE done_at IS NULL AND ticket_id IS NOT NULL;
CREATE INDEX callback_conversation ON callback (conversation_id, why);

CREATE TABLE proposal (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id      INTEGER NOT NULL REFERENCES ticket (id),
  kind           TEXT    NOT NULL CHECK (kind IN ('quote', 'appointment')),
  text           TEXT    NOT NULL,
  cents          INTEGER NOT NULL,
  starts_at      INTEGER,
  ends_at        INTEGER,
  expires_at     INTEGER,
  attachment_id  INTEGER REFERENCES attachment (id),
  document_sent  INTEGER NOT NULL,
  state          TEXT    NOT NULL CHECK (state IN ('open', 'accepted', 'refused', 'expired', 'withdrawn')),
  sent_at        INTEGER NOT NULL,
  answered_at    INTEGER,
  answer         TEXT    NOT NULL,
  answer_message TEXT    NOT NULL
) STRICT;
CREATE INDEX proposal_ticket ON proposal (ticket_id, id);

INSERT INTO callback (conversation_id, ticket_id, why, text, since, done_at, done_by)
SELECT t.conversation_id, t.id, 'unreachable', coalesce(json_extract(e.data, '$.text'), ''), e.at, NULL, ''
FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id
WHERE e.what = 'to_call'
  AND NOT EXISTS (SELECT 1 FROM ticket_event c WHERE c.ticket_id = e.ticket_id AND c.id > e.id AND c.what = 'call')
ORDER BY e.id;
DROP INDEX ticket_event_to_call;
