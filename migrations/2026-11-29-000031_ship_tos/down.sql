DROP TABLE ship_to_looks;
DROP TABLE ship_tos;
