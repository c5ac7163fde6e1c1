-- A hash of what a form's first sending said, so that a token answers again for the same and for nothing else. Empty where it was sent
-- before this was kept.
ALTER TABLE form_tokens ADD COLUMN content TEXT NOT NULL DEFAULT '';

-- Before a row goes, whatever may refer to it is looked for. Few lines replace another.
CREATE INDEX order_lines_by_replaced ON order_lines (replaces_line_id) WHERE replaces_line_id IS NOT NULL;
CREATE INDEX inbound_lines_by_ticket_line ON inbound_lines (ticket_line_id);
CREATE INDEX outbound_lines_by_ticket_line ON outbound_lines (ticket_line_id);
