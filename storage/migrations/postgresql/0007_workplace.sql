-- Since when the customer waits: it follows from the log and from what the bot left unanswered, whoever writes them.
CREATE FUNCTION ticket_waits_from_start() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF new.status = 'registered' THEN new.waiting_since := new.created_at; END IF;
  RETURN new;
END $$;
CREATE TRIGGER ticket_waits_from_start BEFORE INSERT ON ticket
  FOR EACH ROW EXECUTE FUNCTION ticket_waits_from_start();

CREATE FUNCTION ticket_waits_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ticket SET waiting_since = coalesce(waiting_since, new.at) WHERE id = new.ticket_id;
  RETURN NULL;
END $$;
CREATE TRIGGER ticket_waits_again AFTER INSERT ON ticket_event
  FOR EACH ROW WHEN (new.who = 'customer' AND new.what <> 'opened') EXECUTE FUNCTION ticket_waits_again();

CREATE FUNCTION ticket_waits_for_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ticket SET waiting_since = coalesce(waiting_since, new.at)
    WHERE id = (SELECT max(t.id) FROM ticket t WHERE t.conversation_id = new.conversation_id
                AND t.status NOT IN ('resolved', 'closed'));
  RETURN NULL;
END $$;
CREATE TRIGGER ticket_waits_for_answer AFTER INSERT ON message
  FOR EACH ROW WHEN (new.reason <> '') EXECUTE FUNCTION ticket_waits_for_answer();

CREATE FUNCTION ticket_waits_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF new.what = 'call' AND coalesce(json_extract(new.data, '$.reached'), '1') = '0' THEN RETURN NULL; END IF;
  UPDATE ticket SET waiting_since = NULL WHERE id = new.ticket_id AND waiting_since IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER ticket_waits_no_more AFTER INSERT ON ticket_event
  FOR EACH ROW WHEN (new.what IN ('reply', 'quoted', 'planned', 'resolved', 'closed', 'call'))
  EXECUTE FUNCTION ticket_waits_no_more();

-- The words of a ticket are its own and its person's.
ALTER TABLE ticket ADD COLUMN words tsvector;
CREATE FUNCTION ticket_words_of(search text, person bigint) RETURNS tsvector LANGUAGE sql STABLE AS $$
  SELECT search_words($1 || ' ' || p.search) FROM person p WHERE p.id = $2
$$;
UPDATE ticket SET words = ticket_words_of(search, person_id);
CREATE INDEX ticket_words_index ON ticket USING gin (words);

CREATE FUNCTION ticket_words_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.words := ticket_words_of(new.search, new.person_id);
  RETURN new;
END $$;
CREATE TRIGGER ticket_words_added BEFORE INSERT ON ticket
  FOR EACH ROW EXECUTE FUNCTION ticket_words_changed();
CREATE TRIGGER ticket_words_changed BEFORE UPDATE OF search, person_id ON ticket
  FOR EACH ROW WHEN (old.search <> new.search OR old.person_id <> new.person_id)
  EXECUTE FUNCTION ticket_words_changed();

CREATE FUNCTION person_words_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ticket SET words = search_words(search || ' ' || new.search) WHERE person_id = new.id;
  RETURN NULL;
END $$;
CREATE TRIGGER person_words_changed AFTER UPDATE OF search ON person
  FOR EACH ROW WHEN (old.search <> new.search) EXECUTE FUNCTION person_words_changed();

-- The bot says the same to everybody: only what people wrote can be found.
ALTER TABLE message ADD COLUMN words tsvector GENERATED ALWAYS AS (search_words(text)) STORED;
ALTER TABLE outbox ADD COLUMN words tsvector
  GENERATED ALWAYS AS (CASE WHEN author <> 'bot' THEN search_words(text) END) STORED;
ALTER TABLE ticket_event ADD COLUMN words tsvector
  GENERATED ALWAYS AS (CASE WHEN what = 'note' THEN search_words(json_extract(data, '$.text')) END) STORED;
CREATE INDEX message_words_index ON message USING gin (words);
CREATE INDEX outbox_words_index ON outbox USING gin (words) WHERE words IS NOT NULL;
CREATE INDEX ticket_event_words_index ON ticket_event USING gin (words) WHERE words IS NOT NULL;

-- By the names the full-text indexes have in SQLite.
CREATE VIEW ticket_search AS SELECT id AS rowid, words FROM ticket;
CREATE VIEW message_search AS SELECT id AS rowid, words FROM message;
CREATE VIEW reply_search AS SELECT id AS rowid, words FROM outbox;
CREATE VIEW note_search AS SELECT id AS rowid, words FROM ticket_event;
