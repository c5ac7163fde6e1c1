-- A shop may have a return station of its own that its approvals offer first; without one it is the merchant's default.
ALTER TABLE shops ADD COLUMN station_id BIGINT REFERENCES return_stations (id);
-- Whether buyers are asked to send no parcel freight collect and to put the order number inside.
ALTER TABLE merchants ADD COLUMN return_note BOOLEAN NOT NULL DEFAULT TRUE;
