-- Functions that SQLite has and the desk's statements use.

CREATE FUNCTION json_extract(data text, path text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE jsonb_typeof(found.value)
           WHEN 'boolean' THEN CASE found.value WHEN 'true'::jsonb THEN '1' ELSE '0' END
           ELSE found.value #>> '{}'
         END
  FROM (SELECT data::jsonb #> string_to_array(substr(path, 3), '.') AS value) found
$$;

CREATE FUNCTION instr(whole text, part text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT strpos(whole, part)
$$;

-- The words of a text for searching: without accents and case, cut where SQLite's unicode61 tokenizer cuts. No parser and
-- no dictionary of PostgreSQL's is asked, which would take "7k3m" and "example.it" for something else than words.
CREATE FUNCTION search_words(given text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(array(
    SELECT DISTINCT left(word, 200)
    FROM regexp_split_to_table(
      regexp_replace(lower(normalize(coalesce(given, ''), NFD) COLLATE "default"), '[\u0300-\u036f]', '', 'g'),
      '[^a-z0-9\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3005-\ud7ff\uf900-\ufdcf\ufe70-\ufefe\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc]+'
    ) AS word
    WHERE word <> ''))
$$;
