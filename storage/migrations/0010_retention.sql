-- Whether a file that has been kept long enough belongs to anything else.
CREATE INDEX attachment_file ON attachment (sha256) WHERE sha256 <> '';
CREATE INDEX mail_received_file ON mail_received (raw);
CREATE INDEX notice_at ON notice (at);
