DROP TABLE set_up_codes;
