ALTER TABLE merchants ADD COLUMN return_window_days INTEGER;
DROP TABLE product_terms;
DROP TABLE ticket_overrides;
DROP TABLE ticket_rules;
DROP TABLE policy_rules;
DROP TABLE policy_versions;
DROP TABLE policies;
