-- A code that was given to another reason since then stays with that one.
UPDATE reasons SET code = SUBSTR(code, 1, LENGTH(code) - LENGTH('~' || CAST(id AS TEXT)))
    WHERE deleted_at IS NOT NULL AND code LIKE '%~%' AND NOT EXISTS (
        SELECT 1 FROM reasons other WHERE other.merchant_id = reasons.merchant_id AND other.id <> reasons.id
            AND (other.code = SUBSTR(reasons.code, 1, LENGTH(reasons.code) - LENGTH('~' || CAST(reasons.id AS TEXT)))
                OR (other.deleted_at IS NOT NULL AND other.id < reasons.id
                    AND SUBSTR(other.code, 1, LENGTH(other.code) - LENGTH('~' || CAST(other.id AS TEXT)))
                        = SUBSTR(reasons.code, 1, LENGTH(reasons.code) - LENGTH('~' || CAST(reasons.id AS TEXT))))));
