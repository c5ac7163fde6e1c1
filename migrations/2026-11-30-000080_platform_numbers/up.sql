-- Tickets are found by the number that their platform gave them.
CREATE INDEX ticket_platforms_by_number ON ticket_platforms (platform_ticket_no);
