-- What could not be written to a customer is looked for without reading every event of every ticket.
CREATE INDEX ticket_event_to_call ON ticket_event (id) WHERE what = 'to_call';
