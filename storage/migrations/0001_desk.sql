-- The desk's memory. Instants are milliseconds since 1970 UTC, dates ISO text, JSON is text.
-- Ids of rows that others name are never used again (AUTOINCREMENT): a stale reference must not hit a new row.

CREATE TABLE person (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  business      TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  profile_name  TEXT    NOT NULL,
  username      TEXT    NOT NULL,
  company       TEXT    NOT NULL,
  email         TEXT    NOT NULL,
  email_enabled INTEGER NOT NULL,
  phone         TEXT    NOT NULL,
  reachable     TEXT    NOT NULL,
  language      TEXT    NOT NULL,
  known         INTEGER NOT NULL,
  opted_out     INTEGER NOT NULL,
  plan          TEXT    NOT NULL,
  plan_from     TEXT,
  plan_to       TEXT,
  search        TEXT    NOT NULL, -- name, company and numbers, folded
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE alias (
  business  TEXT    NOT NULL,
  kind      TEXT    NOT NULL CHECK (kind IN ('wa_id', 'bsuid', 'parent_bsuid')),
  value     TEXT    NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  at        INTEGER NOT NULL,
  PRIMARY KEY (business, kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_person ON alias (person_id, at);

CREATE TABLE inbox (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  number      TEXT    NOT NULL,
  key         TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  raw         TEXT    NOT NULL,
  received_at INTEGER NOT NULL,
  state       TEXT    NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'parked')),
  outcome     TEXT    NOT NULL DEFAULT '',
  person_id   INTEGER REFERENCES person (id)
) STRICT;
CREATE UNIQUE INDEX inbox_key ON inbox (number, key);
CREATE INDEX inbox_parked ON inbox (id) WHERE state = 'parked';
CREATE INDEX inbox_unanswered ON inbox (person_id, id)
  WHERE kind = 'message' AND outcome NOT IN ('', 'answered');

CREATE TABLE conversation (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id        INTEGER NOT NULL REFERENCES person (id),
  business         TEXT    NOT NULL,
  number           TEXT    NOT NULL,
  state            TEXT    NOT NULL,
  last_customer_at INTEGER,
  window_closed_at INTEGER,
  owner            TEXT    NOT NULL,
  unread           INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX conversation_person ON conversation (person_id, number);

CREATE TABLE ticket_number (
  business TEXT    NOT NULL PRIMARY KEY,
  last     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  code            TEXT    NOT NULL,
  business        TEXT    NOT NULL,
  person_id       INTEGER NOT NULL REFERENCES person (id),
  conversation_id INTEGER NOT NULL REFERENCES conversation (id),
  status          TEXT    NOT NULL CHECK (status IN ('registered', 'taken', 'waiting_customer', 'second_level',
                                                     'planned', 'quoted', 'resolved', 'closed')),
  priority        INTEGER NOT NULL,
  answers         TEXT    NOT NULL,
  summary         TEXT    NOT NULL,
  flags           TEXT    NOT NULL,
  channel         TEXT    NOT NULL,
  assignee        TEXT    NOT NULL,
  rules_version   TEXT    NOT NULL,
  consent         TEXT    NOT NULL,
  previous_id     INTEGER REFERENCES ticket (id),
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  taken_at        INTEGER,
  resolved_at     INTEGER,
  deadline        INTEGER,
  closed_at       INTEGER,
  search          TEXT    NOT NULL -- code, summary and answers, folded
) STRICT;
CREATE UNIQUE INDEX ticket_code ON ticket (code);
CREATE INDEX ticket_person ON ticket (person_id, id);
CREATE INDEX ticket_business ON ticket (business, id);
CREATE INDEX ticket_status ON ticket (status, id);
CREATE INDEX ticket_business_status ON ticket (business, status, id);
CREATE INDEX ticket_assignee ON ticket (assignee, status, id) WHERE assignee <> '';

CREATE TABLE ticket_event (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  at        INTEGER NOT NULL,
  who       TEXT    NOT NULL,
  what      TEXT    NOT NULL,
  data      TEXT    NOT NULL
) STRICT;
CREATE INDEX ticket_event_ticket ON ticket_event (ticket_id, id);

CREATE TABLE message (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id INTEGER NOT NULL REFERENCES conversation (id),
  wamid           TEXT    NOT NULL,
  at              INTEGER NOT NULL,
  kind            TEXT    NOT NULL,
  text            TEXT    NOT NULL,
  content         TEXT    NOT NULL,
  quotes          TEXT,
  ticket_id       INTEGER REFERENCES ticket (id),
  reason          TEXT    NOT NULL
) STRICT;
CREATE INDEX message_thread ON message (conversation_id, at);
CREATE INDEX message_wamid ON message (wamid);

CREATE TABLE attachment (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id INTEGER NOT NULL REFERENCES conversation (id),
  ticket_id       INTEGER REFERENCES ticket (id),
  message         TEXT    NOT NULL,
  kind            TEXT    NOT NULL,
  media_id        TEXT    NOT NULL,
  url             TEXT    NOT NULL,
  mime            TEXT    NOT NULL,
  filename        TEXT    NOT NULL,
  sha256          TEXT    NOT NULL,
  size            INTEGER NOT NULL,
  state           TEXT    NOT NULL CHECK (state IN ('waiting', 'stored', 'failed')),
  error           TEXT    NOT NULL,
  attempts        INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  next_attempt_at INTEGER
) STRICT;
CREATE INDEX attachment_ticket ON attachment (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX attachment_loose ON attachment (conversation_id) WHERE ticket_id IS NULL;
CREATE INDEX attachment_message ON attachment (conversation_id, message);
CREATE INDEX attachment_due ON attachment (coalesce(next_attempt_at, 0), id) WHERE state = 'waiting';

CREATE TABLE outbox (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id INTEGER NOT NULL REFERENCES conversation (id),
  number          TEXT    NOT NULL,
  to_wa_id        TEXT    NOT NULL,
  to_bsuid        TEXT    NOT NULL,
  content         TEXT    NOT NULL,
  text            TEXT    NOT NULL,
  purpose         TEXT    NOT NULL,
  cause           TEXT    NOT NULL,
  callback        TEXT    NOT NULL,
  author          TEXT    NOT NULL,
  ticket_id       INTEGER REFERENCES ticket (id),
  state           TEXT    NOT NULL CHECK (state IN ('queued', 'in_flight', 'uncertain', 'sent', 'delivered', 'read',
                                                    'failed')),
  attempts        INTEGER NOT NULL,
  wamid           TEXT,
  error_code      INTEGER NOT NULL,
  error           TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  not_before      INTEGER NOT NULL,
  sent_at         INTEGER,
  updated_at      INTEGER
) STRICT;
CREATE UNIQUE INDEX outbox_cause ON outbox (cause);
CREATE UNIQUE INDEX outbox_callback ON outbox (callback);
CREATE INDEX outbox_thread ON outbox (conversation_id, id);
CREATE INDEX outbox_wamid ON outbox (wamid) WHERE wamid IS NOT NULL;
-- Only what is still to be done is in these, so they stay small however much was sent.
CREATE INDEX outbox_open ON outbox (conversation_id, id) WHERE state IN ('queued', 'in_flight', 'uncertain');
CREATE INDEX outbox_queue ON outbox (number, id) WHERE state = 'queued';
CREATE INDEX outbox_wait ON outbox (not_before, id) WHERE state = 'queued';
CREATE INDEX outbox_uncertain ON outbox (not_before) WHERE state = 'uncertain';
CREATE INDEX outbox_state ON outbox (state, id) WHERE state IN ('queued', 'in_flight', 'uncertain', 'failed');

CREATE TABLE timer (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  key             TEXT    NOT NULL,
  kind            TEXT    NOT NULL,
  conversation_id INTEGER REFERENCES conversation (id),
  ticket_id       INTEGER REFERENCES ticket (id),
  due             INTEGER NOT NULL,
  data            TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX timer_key ON timer (key);
CREATE INDEX timer_due ON timer (due, id);

CREATE TABLE operator (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT    NOT NULL,
  email         TEXT    NOT NULL,
  role          TEXT    NOT NULL,
  password_hash TEXT    NOT NULL,
  disabled      INTEGER NOT NULL,
  created_at    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX operator_email ON operator (lower(email));

CREATE TABLE operator_session (
  token_hash  TEXT    NOT NULL PRIMARY KEY,
  operator_id INTEGER NOT NULL REFERENCES operator (id),
  csrf        TEXT    NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX operator_session_operator ON operator_session (operator_id);

CREATE TABLE operator_link (
  token_hash  TEXT    NOT NULL PRIMARY KEY,
  operator_id INTEGER NOT NULL REFERENCES operator (id),
  kind        TEXT    NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX operator_link_operator ON operator_link (operator_id);

CREATE TABLE audit (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  at   INTEGER NOT NULL,
  who  TEXT    NOT NULL,
  what TEXT    NOT NULL,
  data TEXT    NOT NULL
) STRICT;
