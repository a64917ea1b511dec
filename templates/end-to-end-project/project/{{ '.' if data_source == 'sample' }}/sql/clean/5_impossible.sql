-- A distance below zero or more than 50 items is a mistake: the value is left empty.
SELECT
    source_row, order_id, restaurant_id, courier_id, placed_at, delivered_at, minutes,
    promised_minutes,
    district,
    CASE WHEN distance_km >= 0 THEN distance_km END AS distance_km,
    CASE WHEN items BETWEEN 1 AND 50 THEN items END AS items,
    order_value
FROM previous
