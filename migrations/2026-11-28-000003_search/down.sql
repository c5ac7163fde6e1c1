DROP INDEX keys_of_ticket;
