DROP TABLE query_entries;
DROP TABLE queries;
