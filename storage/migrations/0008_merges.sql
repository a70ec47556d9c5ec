-- A ticket that turned out to be another one: its messages and files have moved there, its log stays its own.
CREATE TABLE ticket_merge (
  gone_id     INTEGER NOT NULL PRIMARY KEY REFERENCES ticket (id),
  survivor_id INTEGER NOT NULL REFERENCES ticket (id), -- never one that is gone itself
  at          INTEGER NOT NULL,
  who         TEXT    NOT NULL
) STRICT;
CREATE INDEX ticket_merge_survivor ON ticket_merge (survivor_id, gone_id);

-- What Meta said a message costs, once for each; a message that is gone was sent all the same.
CREATE TABLE message_price (
  outbox_id INTEGER NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  type      TEXT    NOT NULL,
  category  TEXT    NOT NULL
) STRICT;
CREATE INDEX message_price_at ON message_price (at, number, type, category);
-- What was asked in a time, for the sheets.
CREATE INDEX message_at ON message (at) WHERE kind = 'text';

-- What operators should know of a customer, whatever the ticket: of one person, or of everybody at a company.
CREATE TABLE customer_note (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id  INTEGER REFERENCES person (id),
  company_id INTEGER REFERENCES company (id),
  at         INTEGER NOT NULL,
  who        TEXT    NOT NULL,
  text       TEXT    NOT NULL,
  CHECK ((person_id IS NULL) <> (company_id IS NULL))
) STRICT;
CREATE INDEX customer_note_person ON customer_note (person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX customer_note_company ON customer_note (company_id, id) WHERE company_id IS NOT NULL;
