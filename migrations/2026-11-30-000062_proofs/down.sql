DROP TABLE ticket_proofs;
