-- The code of a withdrawn reason is free for another one: its own row keeps it with a suffix that is never shown.
UPDATE reasons SET code = code || '~' || CAST(id AS TEXT) WHERE deleted_at IS NOT NULL;
