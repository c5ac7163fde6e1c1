-- Shops whose no-reason returns inside the window are agreed to at once.
CREATE TABLE fast_lanes (
    shop_id BIGINT PRIMARY KEY NOT NULL REFERENCES shops (id),
    is_on BOOLEAN NOT NULL,
    -- Of one ticket, included, in minor units of the merchant's currency.
    limit_minor BIGINT NOT NULL,
    version INTEGER NOT NULL
);
