-- What the operators' workplace remembers: second factors, saved views, canned answers, since when a customer waits for
-- a person, and an index over every word of tickets, people and messages.

ALTER TABLE operator ADD COLUMN totp_secret TEXT NOT NULL DEFAULT '';  -- base32; empty: no second factor
ALTER TABLE operator ADD COLUMN totp_pending TEXT NOT NULL DEFAULT ''; -- shown as a QR code, not confirmed yet
ALTER TABLE operator ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;  -- the newest code used: each is good once
ALTER TABLE operator_session ADD COLUMN limited INTEGER NOT NULL DEFAULT 0; -- a password must be chosen first

CREATE TABLE saved_view (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  operator_id INTEGER NOT NULL REFERENCES operator (id),
  name        TEXT    NOT NULL,
  query       TEXT    NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_view_name ON saved_view (operator_id, name);

CREATE TABLE canned_answer (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  business   TEXT    NOT NULL, -- empty: for all
  title      TEXT    NOT NULL,
  text       TEXT    NOT NULL,
  author     TEXT    NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX canned_answer_title ON canned_answer (title);

-- Since when the customer waits for a person; NULL while it is their turn or nothing is to be said.
ALTER TABLE ticket ADD COLUMN waiting_since INTEGER;
UPDATE ticket SET waiting_since = created_at WHERE status = 'registered';
CREATE INDEX ticket_conversation ON ticket (conversation_id, id);

-- It follows from the log and from what the bot left unanswered, whoever writes them.
CREATE TRIGGER ticket_waits_from_start AFTER INSERT ON ticket WHEN new.status = 'registered' BEGIN
  UPDATE ticket SET waiting_since = new.created_at WHERE id = new.id;
END;
CREATE TRIGGER ticket_waits_again AFTER INSERT ON ticket_event WHEN new.who = 'customer' AND new.what <> 'opened' BEGIN
  UPDATE ticket SET waiting_since = coalesce(waiting_since, new.at) WHERE id = new.ticket_id;
END;
CREATE TRIGGER ticket_waits_for_answer AFTER INSERT ON message WHEN new.reason <> '' BEGIN
  UPDATE ticket SET waiting_since = coalesce(waiting_since, new.at)
    WHERE id = (SELECT max(t.id) FROM ticket t WHERE t.conversation_id = new.conversation_id
                AND t.status NOT IN ('resolved', 'closed'));
END;
CREATE TRIGGER ticket_waits_no_more AFTER INSERT ON ticket_event
WHEN new.what IN ('reply', 'quoted', 'planned', 'resolved', 'closed')
  OR (new.what = 'call' AND coalesce(json_extract(new.data, '$.reached'), 1) <> 0) BEGIN
  UPDATE ticket SET waiting_since = NULL WHERE id = new.ticket_id AND waiting_since IS NOT NULL;
END;

-- For the sheets: what was opened and what was sent in a time.
CREATE INDEX ticket_created ON ticket (created_at);
CREATE INDEX outbox_sent ON outbox (sent_at, number) WHERE sent_at IS NOT NULL;

-- The index reads its texts from the tables themselves. A word matches by its beginning, without accents.
CREATE VIEW ticket_words AS
  SELECT t.id AS id, t.search AS ticket, p.search AS person FROM ticket t JOIN person p ON p.id = t.person_id;
CREATE VIRTUAL TABLE ticket_search USING fts5(ticket, person, content='ticket_words', content_rowid='id', detail=none,
  tokenize='unicode61 remove_diacritics 2', prefix='2 3 4 5 6');
CREATE VIRTUAL TABLE message_search USING fts5(text, content='message', content_rowid='id', detail=none,
  tokenize='unicode61 remove_diacritics 2', prefix='2 3 4 5 6');
CREATE VIRTUAL TABLE reply_search USING fts5(text, content='outbox', content_rowid='id', detail=none,
  tokenize='unicode61 remove_diacritics 2', prefix='2 3 4 5 6');
CREATE VIEW note_words AS SELECT e.id AS id, json_extract(e.data, '$.text') AS text FROM ticket_event e;
CREATE VIRTUAL TABLE note_search USING fts5(text, content='note_words', content_rowid='id', detail=none,
  tokenize='unicode61 remove_diacritics 2', prefix='2 3 4 5 6');

INSERT INTO ticket_search (rowid, ticket, person) SELECT id, ticket, person FROM ticket_words;
INSERT INTO message_search (rowid, text) SELECT id, text FROM message;
INSERT INTO reply_search (rowid, text) SELECT id, text FROM outbox WHERE author <> 'bot';
INSERT INTO note_search (rowid, text) SELECT id, json_extract(data, '$.text') FROM ticket_event WHERE what = 'note';

CREATE TRIGGER ticket_search_added AFTER INSERT ON ticket BEGIN
  INSERT INTO ticket_search (rowid, ticket, person)
    SELECT new.id, new.search, p.search FROM person p WHERE p.id = new.person_id;
END;
CREATE TRIGGER ticket_search_changed AFTER UPDATE OF search, person_id ON ticket
WHEN old.search <> new.search OR old.person_id <> new.person_id BEGIN
  INSERT INTO ticket_search (ticket_search, rowid, ticket, person)
    SELECT 'delete', old.id, old.search, p.search FROM person p WHERE p.id = old.person_id;
  INSERT INTO ticket_search (rowid, ticket, person)
    SELECT new.id, new.search, p.search FROM person p WHERE p.id = new.person_id;
END;
CREATE TRIGGER ticket_search_gone AFTER DELETE ON ticket BEGIN
  INSERT INTO ticket_search (ticket_search, rowid, ticket, person)
    SELECT 'delete', old.id, old.search, p.search FROM person p WHERE p.id = old.person_id;
END;
CREATE TRIGGER ticket_search_renamed AFTER UPDATE OF search ON person WHEN old.search <> new.search BEGIN
  INSERT INTO ticket_search (ticket_search, rowid, ticket, person)
    SELECT 'delete', t.id, t.search, old.search FROM ticket t WHERE t.person_id = old.id;
  INSERT INTO ticket_search (rowid, ticket, person)
    SELECT t.id, t.search, new.search FROM ticket t WHERE t.person_id = new.id;
END;

CREATE TRIGGER message_search_added AFTER INSERT ON message WHEN new.text <> '' BEGIN
  INSERT INTO message_search (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER message_search_changed AFTER UPDATE OF text ON message WHEN old.text <> new.text BEGIN
  INSERT INTO message_search (message_search, rowid, text) VALUES ('delete', old.id, old.text);
  INSERT INTO message_search (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER message_search_gone AFTER DELETE ON message BEGIN
  INSERT INTO message_search (message_search, rowid, text) VALUES ('delete', old.id, old.text);
END;

-- The bot says the same to everybody: only what people wrote can be found.
CREATE TRIGGER reply_search_added AFTER INSERT ON outbox WHEN new.author <> 'bot' BEGIN
  INSERT INTO reply_search (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER reply_search_changed AFTER UPDATE OF text ON outbox
WHEN old.author <> 'bot' AND old.text <> new.text BEGIN
  INSERT INTO reply_search (reply_search, rowid, text) VALUES ('delete', old.id, old.text);
  INSERT INTO reply_search (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER reply_search_gone AFTER DELETE ON outbox WHEN old.author <> 'bot' BEGIN
  INSERT INTO reply_search (reply_search, rowid, text) VALUES ('delete', old.id, old.text);
END;

CREATE TRIGGER note_search_added AFTER INSERT ON ticket_event WHEN new.what = 'note' BEGIN
  INSERT INTO note_search (rowid, text) VALUES (new.id, json_extract(new.data, '$.text'));
END;
CREATE TRIGGER note_search_changed AFTER UPDATE OF data ON ticket_event WHEN old.what = 'note' BEGIN
  INSERT INTO note_search (note_search, rowid, text) VALUES ('delete', old.id, json_extract(old.data, '$.text'));
  INSERT INTO note_search (rowid, text) VALUES (new.id, json_extract(new.data, '$.text'));
END;
CREATE TRIGGER note_search_gone AFTER DELETE ON ticket_event WHEN old.what = 'note' BEGIN
  INSERT INTO note_search (note_search, rowid, text) VALUES ('delete', old.id, json_extract(old.data, '$.text'));
END;
