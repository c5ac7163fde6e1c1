-- Tracking numbers are kept without hyphens, a leading apostrophe or back-tick and a leading NO: as they are now cleaned wherever they
-- enter, so that a scan finds what an earlier file or form brought.
UPDATE shipments SET tracking_no = REPLACE(REPLACE(REPLACE(REPLACE(tracking_no, 'NO:', ''), '-', ''), '''', ''), '`', '')
WHERE tracking_no LIKE '%-%' OR tracking_no LIKE 'NO:%' OR tracking_no LIKE '''%' OR tracking_no LIKE '`%';
UPDATE ticket_returns SET tracking_no = REPLACE(tracking_no, '-', '') WHERE tracking_no LIKE '%-%';
UPDATE parcels SET tracking_no = REPLACE(tracking_no, '-', '') WHERE tracking_no LIKE '%-%';
UPDATE inbounds SET tracking_no = REPLACE(tracking_no, '-', '') WHERE tracking_no LIKE '%-%';
UPDATE outbounds SET tracking_no = REPLACE(tracking_no, '-', '') WHERE tracking_no LIKE '%-%';
