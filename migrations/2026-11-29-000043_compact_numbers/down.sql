-- The hyphens are gone; an older program reads the numbers as they are.
SELECT 1;
