DROP INDEX entries_by_since;
