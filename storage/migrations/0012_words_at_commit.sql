-- A word index that was written to is written out before every later statement of the transaction. So the words of new
-- messages are put there once, before the commit: see store.index_words. Until then there is nothing to take back.
DROP TRIGGER message_search_added;
DROP TRIGGER message_search_changed;
DROP TRIGGER message_search_gone;
CREATE TRIGGER message_search_changed AFTER UPDATE OF text ON message
WHEN old.text <> new.text AND EXISTS (SELECT 1 FROM message_search_docsize d WHERE d.id = old.id) BEGIN
  INSERT INTO message_search (message_search, rowid, text) VALUES ('delete', old.id, old.text);
  INSERT INTO message_search (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER message_search_gone AFTER DELETE ON message
WHEN EXISTS (SELECT 1 FROM message_search_docsize d WHERE d.id = old.id) BEGIN
  INSERT INTO message_search (message_search, rowid, text) VALUES ('delete', old.id, old.text);
END;
