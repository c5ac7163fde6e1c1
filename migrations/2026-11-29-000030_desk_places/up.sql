-- The warehouse in which a clerk stands, chosen at the receiving desk with the last scan.
CREATE TABLE desk_places (
    staff_id BIGINT PRIMARY KEY NOT NULL REFERENCES staff (id),
    warehouse_id BIGINT NOT NULL REFERENCES warehouses (id)
);
