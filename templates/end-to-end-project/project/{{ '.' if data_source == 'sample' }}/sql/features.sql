-- From clean orders to what the model sees: only what is known when the order is placed.

-- 1. A rating counts when it has one to five stars and came within two days of the order.
CREATE TABLE rated AS
SELECT clean.order_id, MIN(TRY_CAST(ratings.stars AS INTEGER)) AS stars
FROM clean
JOIN ratings ON CAST(ratings.order_id AS BIGINT) = clean.order_id
WHERE
    TRY_CAST(ratings.stars AS INTEGER) BETWEEN 1 AND 5
    AND unix_timestamp(CAST(ratings.rated_at AS TIMESTAMP)) - unix_timestamp(clean.placed_at)
    BETWEEN 0 AND 172800
GROUP BY clean.order_id;

-- 2. Outcomes are whole numbers here, so that sums are exact in any order.
CREATE TABLE outcomes AS
SELECT
    clean.*,
    rated.stars,
    unix_timestamp(clean.placed_at) AS placed_second,
    unix_timestamp(clean.delivered_at) - unix_timestamp(clean.placed_at) AS seconds,
    CASE WHEN clean.minutes > clean.promised_minutes THEN 1 ELSE 0 END AS is_late
FROM clean
LEFT JOIN rated ON rated.order_id = clean.order_id;

-- 3. The last 90 days of the restaurant and of the courier. The last three hours are left out,
-- because an order on its way has no outcome yet; of stars the last two days, for the same reason.
CREATE TABLE history AS
SELECT
    *,
    COUNT(*) OVER restaurant AS restaurant_orders_90d,
    AVG(is_late) OVER restaurant AS restaurant_late_rate_90d,
    AVG(seconds) OVER restaurant / 60 AS restaurant_mean_minutes_90d,
    AVG(stars) OVER restaurant_rated AS restaurant_stars_90d,
    COUNT(*) OVER courier AS courier_orders_90d,
    AVG(is_late) OVER courier AS courier_late_rate_90d
FROM outcomes
WINDOW
    restaurant AS (
        PARTITION BY restaurant_id ORDER BY placed_second
        RANGE BETWEEN 7776000 PRECEDING AND 10800 PRECEDING
    ),
    restaurant_rated AS (
        PARTITION BY restaurant_id ORDER BY placed_second
        RANGE BETWEEN 7776000 PRECEDING AND 172800 PRECEDING
    ),
    courier AS (
        PARTITION BY courier_id ORDER BY placed_second
        RANGE BETWEEN 7776000 PRECEDING AND 10800 PRECEDING
    );

-- 4. One row per order: keys, time, features, and the two targets at the end.
-- The weather is the reading at the last full hour; the courier is assigned with the order.
CREATE TABLE features AS
SELECT
    history.source_row,
    history.order_id,
    history.restaurant_id,
    history.placed_at,
    history.district,
    restaurants.cuisine,
    couriers.vehicle,
    CAST(FLOOR(placed_second / 3600) % 24 AS DOUBLE) AS hour,
    -- 1970-01-01, the first day of this count, was a Thursday: 0 is Monday.
    CAST((FLOOR(placed_second / 86400) + 3) % 7 AS DOUBLE) AS weekday,
    history.distance_km,
    history.items,
    history.order_value,
    history.promised_minutes,
    CAST(weather.rain_mm AS DOUBLE) AS rain_mm,
    CAST(weather.temperature_c AS DOUBLE) AS temperature_c,
    CAST(
        FLOOR((placed_second - unix_timestamp(CAST(couriers.hired_on AS TIMESTAMP))) / 86400)
        AS DOUBLE
    ) AS courier_days,
    CAST(history.restaurant_orders_90d AS DOUBLE) AS restaurant_orders_90d,
    history.restaurant_late_rate_90d,
    history.restaurant_mean_minutes_90d,
    history.restaurant_stars_90d,
    CAST(history.courier_orders_90d AS DOUBLE) AS courier_orders_90d,
    history.courier_late_rate_90d,
    history.minutes,
    CASE WHEN history.is_late = 1 THEN 'yes' ELSE 'no' END AS late
FROM history
JOIN restaurants ON restaurants.restaurant_id = history.restaurant_id
JOIN couriers ON couriers.courier_id = history.courier_id
LEFT JOIN weather
    ON FLOOR(unix_timestamp(CAST(weather.measured_at AS TIMESTAMP)) / 3600)
    = FLOOR(history.placed_second / 3600);
