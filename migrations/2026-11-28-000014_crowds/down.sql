DROP INDEX outbound_lines_by_ticket_line;
DROP INDEX inbound_lines_by_ticket_line;
DROP INDEX order_lines_by_replaced;
ALTER TABLE form_tokens DROP COLUMN content;
