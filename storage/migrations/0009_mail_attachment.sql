-- A file that travels with a mail: a quote's document. By its name in the media store.
ALTER TABLE mail ADD COLUMN file TEXT NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN file_name TEXT NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN file_type TEXT NOT NULL DEFAULT '';
