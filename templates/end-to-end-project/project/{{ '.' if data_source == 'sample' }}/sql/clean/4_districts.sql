-- Districts get one spelling: HARBOR, harbour and Harbour district are all Harbour.
SELECT
    source_row, order_id, restaurant_id, courier_id, placed_at, delivered_at, minutes,
    promised_minutes,
    CASE
        WHEN LOWER(TRIM(district)) LIKE 'harbo%' THEN 'Harbour'
        WHEN LOWER(TRIM(district)) LIKE 'hillside%' THEN 'Hillside'
        WHEN LOWER(TRIM(district)) LIKE 'newtown%' THEN 'Newtown'
        WHEN LOWER(TRIM(district)) LIKE 'old town%' THEN 'Old Town'
        WHEN LOWER(TRIM(district)) LIKE 'riverside%' THEN 'Riverside'
        WHEN LOWER(TRIM(district)) LIKE 'station%' THEN 'Station'
        WHEN LOWER(TRIM(district)) LIKE 'university%' THEN 'University'
    END AS district,
    distance_km, items, order_value
FROM previous
