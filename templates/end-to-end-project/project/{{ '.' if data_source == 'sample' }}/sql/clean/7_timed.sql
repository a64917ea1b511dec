-- A delivery in no time, or in more than two and a half hours, is a mistake of the clock.
SELECT * FROM previous WHERE minutes > 0 AND minutes <= 150
