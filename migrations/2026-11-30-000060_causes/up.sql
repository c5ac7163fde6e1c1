-- What an after-sale comes from, by which policies, freight and figures go; one of a closed list. The reasons that every merchant began with
-- have it by their code, a withdrawn one's without its id; a merchant's own by their responsibility, and somebody is to confirm those.
ALTER TABLE reasons ADD COLUMN cause TEXT NOT NULL DEFAULT 'OTHER';
ALTER TABLE reasons ADD COLUMN cause_confirmed BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE ticket_lines ADD COLUMN cause TEXT NOT NULL DEFAULT 'OTHER';

UPDATE reasons SET
    cause = CASE REPLACE(code, '~' || CAST(id AS TEXT), '')
        WHEN 'QUALITY' THEN 'QUALITY'
        WHEN 'NEED_REPAIR' THEN 'QUALITY'
        WHEN 'NOT_AS_DESCRIBED' THEN 'NOT_AS_DESCRIBED'
        WHEN 'WRONG_ITEM' THEN 'WRONG_OR_MISSING'
        WHEN 'MISSING_ITEM' THEN 'WRONG_OR_MISSING'
        WHEN 'MISSING_GIFT' THEN 'WRONG_OR_MISSING'
        WHEN 'TRANSIT_DAMAGE' THEN 'TRANSIT'
        WHEN 'PACKAGE_DAMAGED' THEN 'TRANSIT'
        WHEN 'LATE_DELIVERY' THEN 'NOT_RECEIVED'
        WHEN 'OUT_OF_STOCK' THEN 'NOT_RECEIVED'
        WHEN 'NOT_RECEIVED' THEN 'NOT_RECEIVED'
        WHEN 'REFUSED' THEN 'REFUSED'
        WHEN 'NO_REASON' THEN 'NO_REASON'
        WHEN 'DISLIKE' THEN 'NO_REASON'
        WHEN 'WRONG_ORDER' THEN 'NO_REASON'
        WHEN 'SIZE' THEN 'NO_REASON'
        WHEN 'WRONG_ADDRESS' THEN 'BUYER_FAULT'
        WHEN 'PRICE' THEN 'PRICE'
        WHEN 'FREIGHT' THEN 'PRICE'
        WHEN 'INSTALL' THEN 'OTHER'
        WHEN 'INVOICE' THEN 'OTHER'
        WHEN 'OTHER' THEN 'OTHER'
        ELSE CASE responsibility
            WHEN 'SELLER' THEN 'QUALITY' WHEN 'CARRIER' THEN 'TRANSIT' WHEN 'BUYER' THEN 'NO_REASON' ELSE 'OTHER' END
    END,
    cause_confirmed = REPLACE(code, '~' || CAST(id AS TEXT), '') IN (
        'QUALITY', 'NEED_REPAIR', 'NOT_AS_DESCRIBED', 'WRONG_ITEM', 'MISSING_ITEM', 'MISSING_GIFT', 'TRANSIT_DAMAGE', 'PACKAGE_DAMAGED',
        'LATE_DELIVERY', 'OUT_OF_STOCK', 'NOT_RECEIVED', 'REFUSED', 'NO_REASON', 'DISLIKE', 'WRONG_ORDER', 'SIZE', 'WRONG_ADDRESS', 'PRICE',
        'FREIGHT', 'INSTALL', 'INVOICE', 'OTHER');
UPDATE ticket_lines SET cause = (SELECT reasons.cause FROM reasons WHERE reasons.id = ticket_lines.reason_id);
