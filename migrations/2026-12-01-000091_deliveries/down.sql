DROP TABLE ticket_damage_steps;
DROP TABLE ticket_deliveries;
