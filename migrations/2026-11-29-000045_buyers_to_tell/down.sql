DROP TABLE buyers_to_tell;
