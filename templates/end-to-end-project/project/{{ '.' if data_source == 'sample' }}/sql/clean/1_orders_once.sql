-- An order that was sent twice counts once: its first row stays.
SELECT *
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY source_row) AS nth_copy
    FROM previous
) AS numbered
WHERE nth_copy = 1
