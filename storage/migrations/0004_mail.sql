-- Mail out, mail in, and outgoing webhooks: each a queue that survives a crash.

CREATE TABLE mail (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  business    TEXT    NOT NULL,
  ticket_id   INTEGER REFERENCES ticket (id),
  person_id   INTEGER REFERENCES person (id), -- NULL: to the team
  recipient   TEXT    NOT NULL,
  purpose     TEXT    NOT NULL,
  message_id  TEXT    NOT NULL,
  in_reply_to TEXT    NOT NULL,
  thread      TEXT    NOT NULL, -- Message-IDs for References, space-separated
  subject     TEXT    NOT NULL,
  body        TEXT    NOT NULL,
  cause       TEXT    NOT NULL,
  author      TEXT    NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('queued', 'in_flight', 'sent', 'failed')),
  attempts    INTEGER NOT NULL,
  reply_code  INTEGER NOT NULL,
  error       TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  not_before  INTEGER NOT NULL,
  sent_at     INTEGER
) STRICT;
CREATE UNIQUE INDEX mail_cause ON mail (cause);
CREATE INDEX mail_message_id ON mail (message_id);
CREATE INDEX mail_ticket ON mail (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX mail_person ON mail (person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX mail_queue ON mail (state, not_before, id);
CREATE INDEX mail_state ON mail (state, id);

-- A business's own mailbox and how far it has been read.
CREATE TABLE mailbox (
  name        TEXT    NOT NULL PRIMARY KEY,
  uidvalidity INTEGER NOT NULL,
  last_uid    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_received (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  business    TEXT    NOT NULL,
  mailbox     TEXT    NOT NULL,
  uidvalidity INTEGER NOT NULL,
  uid         INTEGER NOT NULL,
  message_id  TEXT    NOT NULL,
  sender      TEXT    NOT NULL,
  subject     TEXT    NOT NULL,
  body        TEXT    NOT NULL,
  raw         TEXT    NOT NULL, -- SHA-256 of the whole message in the media store
  outcome     TEXT    NOT NULL,
  detail      TEXT    NOT NULL,
  ticket_id   INTEGER REFERENCES ticket (id),
  person_id   INTEGER REFERENCES person (id),
  received_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX mail_received_place ON mail_received (mailbox, uidvalidity, uid);
CREATE UNIQUE INDEX mail_received_message ON mail_received (mailbox, message_id) WHERE message_id <> '';
CREATE INDEX mail_received_ticket ON mail_received (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX mail_received_person ON mail_received (person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX mail_received_sender ON mail_received (mailbox, sender, received_at);
CREATE INDEX mail_received_outcome ON mail_received (outcome, id);

-- People are found again by their address.
CREATE INDEX person_email ON person (business, lower(email), email_enabled DESC, id) WHERE email <> '';

CREATE TABLE hook_delivery (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  hook         TEXT    NOT NULL, -- its address
  event_id     INTEGER NOT NULL REFERENCES ticket_event (id),
  webhook_id   TEXT    NOT NULL, -- the same at every attempt
  kind         TEXT    NOT NULL,
  payload      TEXT    NOT NULL,
  state        TEXT    NOT NULL CHECK (state IN ('queued', 'delivered', 'failed')),
  attempts     INTEGER NOT NULL,
  status_code  INTEGER NOT NULL,
  error        TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  not_before   INTEGER NOT NULL,
  delivered_at INTEGER
) STRICT;
CREATE UNIQUE INDEX hook_delivery_once ON hook_delivery (hook, event_id);
CREATE INDEX hook_delivery_queue ON hook_delivery (state, not_before, id);
CREATE INDEX hook_delivery_state ON hook_delivery (state, id);
-- How far the tickets' log has been told.
CREATE TABLE hook_cursor (
  hook     TEXT    NOT NULL PRIMARY KEY,
  event_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
