DROP TABLE upgrades;
