-- Companies with their people, contracts, licences and devices; the addresses that may receive mail; what a ticket was
-- entitled to when it was opened; two people who turned out to be one.

CREATE TABLE company (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  business   TEXT    NOT NULL,
  code       TEXT    NOT NULL, -- the firm's own customer code; may be empty
  name       TEXT    NOT NULL,
  folded     TEXT    NOT NULL, -- the name, for comparing
  standing   TEXT    NOT NULL CHECK (standing IN ('unknown', 'good', 'bad')),
  licences   INTEGER,
  search     TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX company_name ON company (business, folded);
CREATE UNIQUE INDEX company_code ON company (business, code) WHERE code <> '';
CREATE INDEX company_business ON company (business, id);
CREATE INDEX person_business ON person (business, id);

CREATE TABLE company_person (
  company_id INTEGER NOT NULL REFERENCES company (id),
  person_id  INTEGER NOT NULL REFERENCES person (id),
  PRIMARY KEY (company_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX company_person_person ON company_person (person_id, company_id);

CREATE TABLE contract (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id INTEGER NOT NULL REFERENCES company (id),
  plan       TEXT    NOT NULL,
  valid_from TEXT,
  valid_to   TEXT -- last day, included
) STRICT;
CREATE INDEX contract_company ON contract (company_id, id);

CREATE TABLE asset (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id INTEGER NOT NULL REFERENCES company (id),
  name       TEXT    NOT NULL,
  serial     TEXT    NOT NULL,
  purchased  TEXT,
  extended   INTEGER NOT NULL
) STRICT;
CREATE INDEX asset_company ON asset (company_id, id);

CREATE TABLE mail_address (
  business   TEXT    NOT NULL,
  address    TEXT    NOT NULL, -- lower case; "@example.it" stands for a whole domain
  enabled    INTEGER NOT NULL,
  company_id INTEGER REFERENCES company (id),
  PRIMARY KEY (business, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_address_company ON mail_address (company_id, address) WHERE company_id IS NOT NULL;

CREATE TABLE ticket_entitlement (
  ticket_id INTEGER NOT NULL PRIMARY KEY REFERENCES ticket (id),
  company   TEXT    NOT NULL,
  validity  TEXT    NOT NULL CHECK (validity IN ('valid', 'none', 'expired', 'unknown')),
  plan      TEXT    NOT NULL,
  demanded  TEXT    NOT NULL,
  covered   TEXT    NOT NULL CHECK (covered IN ('yes', 'no', 'unknown')),
  standing  TEXT    NOT NULL,
  terms     TEXT    NOT NULL -- JSON: the rate and the included time of that day
) STRICT;

CREATE TABLE identity_conflict (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  business   TEXT    NOT NULL,
  person_id  INTEGER NOT NULL REFERENCES person (id),
  other_id   INTEGER NOT NULL REFERENCES person (id),
  at         INTEGER NOT NULL,
  outcome    TEXT    NOT NULL DEFAULT '', -- empty while open, else "merged" or "apart"
  settled_by TEXT    NOT NULL DEFAULT '',
  settled_at INTEGER
) STRICT;
CREATE UNIQUE INDEX identity_conflict_pair ON identity_conflict (person_id, other_id);
CREATE INDEX identity_conflict_other ON identity_conflict (other_id);
CREATE INDEX identity_conflict_open ON identity_conflict (id) WHERE outcome = '';
