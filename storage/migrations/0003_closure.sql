-- How it went with a ticket: one row for each time it was resolved where the business asks. The last one counts.
CREATE TABLE survey (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  token        TEXT    NOT NULL, -- of its page; whoever has it may answer
  business     TEXT    NOT NULL,
  ticket_id    INTEGER NOT NULL REFERENCES ticket (id),
  person_id    INTEGER NOT NULL REFERENCES person (id),
  language     TEXT    NOT NULL,
  assignee     TEXT    NOT NULL, -- who had looked after the ticket
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL, -- in the past once the ticket was reopened
  asked_at     INTEGER,
  score        INTEGER CHECK (score BETWEEN 1 AND 5),
  scored_at    INTEGER,
  comment      TEXT    NOT NULL,
  commented_at INTEGER,
  channel      TEXT    NOT NULL CHECK (channel IN ('', 'whatsapp', 'web')) -- of the score
) STRICT;
CREATE UNIQUE INDEX survey_token ON survey (token);
CREATE INDEX survey_ticket ON survey (ticket_id, id);
CREATE INDEX survey_person ON survey (person_id, id);

-- What somebody has to look at: a low score, an acknowledgement that has not left.
CREATE TABLE task (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT    NOT NULL CHECK (kind IN ('low_score', 'late_acknowledgement', 'broken_promise')),
  ticket_id  INTEGER NOT NULL REFERENCES ticket (id),
  survey_id  INTEGER REFERENCES survey (id),
  created_at INTEGER NOT NULL,
  done_at    INTEGER,
  done_by    TEXT    NOT NULL,
  note       TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX task_survey ON task (survey_id) WHERE survey_id IS NOT NULL;
CREATE INDEX task_ticket ON task (ticket_id, id);
CREATE INDEX task_open ON task (id) WHERE done_at IS NULL;
CREATE INDEX task_kind ON task (kind, id);

-- Calls to a random part of those whose tickets were closed in a period.
CREATE TABLE sample (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  business     TEXT    NOT NULL,
  period_from  TEXT    NOT NULL, -- first day
  period_to    TEXT    NOT NULL, -- last day, included
  percent      INTEGER NOT NULL,
  seed         INTEGER NOT NULL,
  candidates   INTEGER NOT NULL, -- tickets it was drawn from
  created_at   INTEGER NOT NULL,
  created_by   TEXT    NOT NULL
) STRICT;
CREATE INDEX sample_business ON sample (business, id);
CREATE UNIQUE INDEX sample_draw ON sample (business, period_from, period_to, percent, seed);

CREATE TABLE sample_call (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  sample_id INTEGER NOT NULL REFERENCES sample (id),
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  drawn_at  INTEGER NOT NULL,
  outcome   TEXT    NOT NULL CHECK (outcome IN ('', 'satisfied', 'unsatisfied', 'unreachable', 'declined')),
  note      TEXT    NOT NULL,
  called_at INTEGER,
  called_by TEXT    NOT NULL
) STRICT;
CREATE INDEX sample_call_sample ON sample_call (sample_id, id);
CREATE INDEX sample_call_person ON sample_call (person_id, drawn_at);
CREATE INDEX sample_call_ticket ON sample_call (ticket_id);
CREATE INDEX ticket_closed ON ticket (business, closed_at) WHERE closed_at IS NOT NULL;
