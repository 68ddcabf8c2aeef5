-- People who took step 1, then step 2, then step 3, all within some days of their first step 1.
-- {{step_1}}, {{step_2}}, {{step_3}}: names of events. {{within_days}}: days from the first to the last step, '7'.
-- {{first_day}} and {{last_day}}: UTC days of all steps, '2026-11-01'.
WITH steps AS (
  SELECT person_id, name, occurred_at
  FROM touchpoints_once
  WHERE day BETWEEN {{first_day}} AND {{last_day}} AND name IN ({{step_1}}, {{step_2}}, {{step_3}})
),
first_steps AS (
  SELECT person_id, min(occurred_at) AS started_at
  FROM steps
  WHERE name = {{step_1}}
  GROUP BY person_id
),
second_steps AS (
  SELECT first_steps.person_id, first_steps.started_at, min(steps.occurred_at) AS reached_at
  FROM first_steps
  JOIN steps ON steps.person_id = first_steps.person_id
  WHERE steps.name = {{step_2}}
    AND steps.occurred_at <= first_steps.started_at + INTERVAL {{within_days}} DAY
    -- Two events of one moment are two steps, unless they have one name.
    AND (
      steps.occurred_at > first_steps.started_at
      OR (steps.occurred_at = first_steps.started_at AND {{step_1}} <> {{step_2}})
    )
  GROUP BY first_steps.person_id, first_steps.started_at
),
third_steps AS (
  SELECT DISTINCT second_steps.person_id
  FROM second_steps
  JOIN steps ON steps.person_id = second_steps.person_id
  WHERE steps.name = {{step_3}}
    AND steps.occurred_at <= second_steps.started_at + INTERVAL {{within_days}} DAY
    AND (
      steps.occurred_at > second_steps.reached_at
      OR (steps.occurred_at = second_steps.reached_at AND {{step_2}} <> {{step_3}})
    )
)
SELECT 1 AS step, {{step_1}} AS name, count(*) AS people FROM first_steps
UNION ALL
SELECT 2 AS step, {{step_2}} AS name, count(*) AS people FROM second_steps
UNION ALL
SELECT 3 AS step, {{step_3}} AS name, count(*) AS people FROM third_steps
ORDER BY step
