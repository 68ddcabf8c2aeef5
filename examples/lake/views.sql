-- Views over the tables of the lake. Run each statement once in Athena, in the database of the stage.
-- The files repeat rows after retries: these views have each row once, and the rows of merged profiles with one person.

-- Where a profile that ended in a merge is now.
CREATE OR REPLACE VIEW people_now AS
SELECT profile_id, person_id
FROM (
  SELECT
    profile_id,
    person_id,
    row_number() OVER (PARTITION BY profile_id ORDER BY since DESC, person_id) AS place
  FROM people
) AS ranked
WHERE place = 1;

-- One row per message id of a person. A condition on "day" limits what is read.
CREATE OR REPLACE VIEW touchpoints_once AS
SELECT
  day, person_id, profile_id, message_id, user_id, anonymous_id, name, type, source,
  occurred_at, received_at, traits, properties, context
FROM (
  SELECT
    found.*,
    row_number() OVER (PARTITION BY day, person_id, message_id, name ORDER BY received_at) AS place
  FROM (
    SELECT touchpoints.*, coalesce(people_now.person_id, touchpoints.profile_id) AS person_id
    FROM touchpoints
    LEFT JOIN people_now ON people_now.profile_id = touchpoints.profile_id
  ) AS found
) AS ranked
WHERE place = 1;

-- One row per decision. A condition on "day" limits what is read.
CREATE OR REPLACE VIEW decisions_once AS
SELECT
  day, person_id, profile_id, touchpoint_id, touchpoint_name, position, occurred_at, decided_at,
  origin, action, reason, message_id, channel, step, template, variant, locale, credit, note
FROM (
  SELECT
    found.*,
    row_number() OVER (PARTITION BY day, profile_id, touchpoint_id, position ORDER BY decided_at) AS place
  FROM (
    SELECT decisions.*, coalesce(people_now.person_id, decisions.profile_id) AS person_id
    FROM decisions
    LEFT JOIN people_now ON people_now.profile_id = decisions.profile_id
  ) AS found
) AS ranked
WHERE place = 1;

-- One row per message and outcome, the first; without clicks that turned out to be of a machine.
CREATE OR REPLACE VIEW outcomes_once AS
SELECT day, person_id, profile_id, message_id, outcome, channel, origin, template, occurred_at, properties
FROM (
  SELECT
    found.*,
    row_number() OVER (PARTITION BY message_id, outcome ORDER BY occurred_at, properties) AS place
  FROM (
    SELECT
      outcomes.*,
      coalesce(people_now.person_id, outcomes.profile_id) AS person_id,
      sum(CASE WHEN outcome = 'machine_clicked' THEN 1 ELSE 0 END)
        OVER (PARTITION BY message_id, occurred_at) AS machine_clicks
    FROM outcomes
    LEFT JOIN people_now ON people_now.profile_id = outcomes.profile_id
  ) AS found
  WHERE NOT (outcome = 'clicked' AND machine_clicks > 0)
) AS ranked
WHERE place = 1;
