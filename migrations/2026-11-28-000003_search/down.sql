DROP INDEX refunds_by_entry;
DROP INDEX keys_of_ticket;
