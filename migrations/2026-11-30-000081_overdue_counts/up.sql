-- What is overdue is counted on the rail of every page, also for those who see the tickets of few merchants.
CREATE INDEX entries_of_merchant_by_clock ON ticket_entries (shelf, merchant_id, clock_at);
