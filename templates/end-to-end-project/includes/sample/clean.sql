-- From the raw orders, all of them text, to one typed row per delivered order.
-- Each statement applies one rule; the run counts the rows that it changes and drops. They are
-- known by source_row, their place in the raw file.

-- 1. An order that was sent twice counts once: its first row stays.
CREATE TABLE orders_once AS
SELECT *
FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY source_row) AS nth_copy
    FROM orders
) AS numbered
WHERE nth_copy = 1;

-- 2. Two date formats are read: 05.03.2024 18:22 of the old app becomes 2024-03-05 18:22:00.
CREATE TABLE orders_dated AS
SELECT
    source_row, order_id, restaurant_id, courier_id, promised_minutes, district, distance_km,
    items, order_value,
    CASE
        WHEN placed_at LIKE '__.__.____ __:__' THEN TRY_CAST(
            SUBSTRING(placed_at, 7, 4) || '-' || SUBSTRING(placed_at, 4, 2) || '-'
            || SUBSTRING(placed_at, 1, 2) || SUBSTRING(placed_at, 11, 6) || ':00' AS TIMESTAMP
        )
        ELSE TRY_CAST(placed_at AS TIMESTAMP)
    END AS placed_at,
    CASE
        WHEN delivered_at LIKE '__.__.____ __:__' THEN TRY_CAST(
            SUBSTRING(delivered_at, 7, 4) || '-' || SUBSTRING(delivered_at, 4, 2) || '-'
            || SUBSTRING(delivered_at, 1, 2) || SUBSTRING(delivered_at, 11, 6) || ':00' AS TIMESTAMP
        )
        ELSE TRY_CAST(delivered_at AS TIMESTAMP)
    END AS delivered_at
FROM orders_once;

-- 3. Text becomes numbers; EUR 23.90 and 23,90 are both 23.90.
CREATE TABLE orders_typed AS
SELECT
    source_row,
    CAST(order_id AS BIGINT) AS order_id,
    restaurant_id,
    courier_id,
    placed_at,
    delivered_at,
    (unix_timestamp(delivered_at) - unix_timestamp(placed_at)) / 60 AS minutes,
    TRY_CAST(promised_minutes AS DOUBLE) AS promised_minutes,
    district,
    TRY_CAST(distance_km AS DOUBLE) AS distance_km,
    TRY_CAST(items AS DOUBLE) AS items,
    TRY_CAST(TRIM(REPLACE(REPLACE(order_value, 'EUR', ''), ',', '.')) AS DOUBLE) AS order_value
FROM orders_dated;

-- 4. Districts get one spelling: HARBOR, harbour and Harbour district are all Harbour.
CREATE TABLE orders_spelled AS
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
FROM orders_typed;

-- 5. A distance below zero or more than 50 items is a mistake: the value is left empty.
CREATE TABLE orders_possible AS
SELECT
    source_row, order_id, restaurant_id, courier_id, placed_at, delivered_at, minutes,
    promised_minutes,
    district,
    CASE WHEN distance_km >= 0 THEN distance_km END AS distance_km,
    CASE WHEN items BETWEEN 1 AND 50 THEN items END AS items,
    order_value
FROM orders_spelled;

-- 6. Orders that were never delivered have no minutes to learn from: they are left out.
CREATE TABLE orders_delivered AS
SELECT * FROM orders_possible WHERE placed_at IS NOT NULL AND delivered_at IS NOT NULL;

-- 7. A delivery in no time, or in more than two and a half hours, is a mistake of the clock.
CREATE TABLE orders_timed AS
SELECT * FROM orders_delivered WHERE minutes > 0 AND minutes <= 150;

-- 8. Orders of a restaurant or courier that no list knows are left out.
CREATE TABLE clean AS
SELECT orders_timed.*
FROM orders_timed
JOIN restaurants ON restaurants.restaurant_id = orders_timed.restaurant_id
JOIN couriers ON couriers.courier_id = orders_timed.courier_id;
