-- Weekly cohorts: people by the week of their first event, and how many did it again in each later week.
-- {{event}}: name of the event. {{first_day}} and {{last_day}}: UTC days, '2026-01-01'. Weeks begin on Monday, UTC.
WITH active AS (
  SELECT DISTINCT person_id, date_trunc('week', occurred_at) AS active_week
  FROM touchpoints_once
  WHERE day BETWEEN {{first_day}} AND {{last_day}} AND name = {{event}}
),
cohorts AS (
  SELECT person_id, min(active_week) AS first_week
  FROM active
  GROUP BY person_id
)
SELECT
  CAST(cohorts.first_week AS date) AS cohort,
  date_diff('week', cohorts.first_week, active.active_week) AS week,
  count(*) AS people
FROM cohorts
JOIN active ON active.person_id = cohorts.person_id
GROUP BY cohorts.first_week, date_diff('week', cohorts.first_week, active.active_week)
ORDER BY 1, 2
