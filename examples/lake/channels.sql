-- Results by origin and channel: messages with each outcome, and the events that converted them.
-- suppressed: by the senders. What a decision suppressed is in decisions, with its reason.
-- {{first_day}} and {{last_day}}: UTC days of the outcomes and conversions, '2026-11-01'.
WITH reported AS (
  SELECT origin, channel, outcome
  FROM outcomes_once
  WHERE day BETWEEN {{first_day}} AND {{last_day}}
),
converted AS (
  SELECT origin, count(*) AS conversions
  FROM decisions_once
  WHERE day BETWEEN {{first_day}} AND {{last_day}} AND action = 'convert' AND reason = 'converted'
  GROUP BY origin
),
results AS (
  SELECT
    origin,
    channel,
    sum(CASE WHEN outcome = 'sent' THEN 1 ELSE 0 END) AS sent,
    sum(CASE WHEN outcome = 'delivered' THEN 1 ELSE 0 END) AS delivered,
    sum(CASE WHEN outcome = 'opened' THEN 1 ELSE 0 END) AS opened,
    sum(CASE WHEN outcome = 'clicked' THEN 1 ELSE 0 END) AS clicked,
    sum(CASE WHEN outcome = 'bounced' THEN 1 ELSE 0 END) AS bounced,
    sum(CASE WHEN outcome = 'complained' THEN 1 ELSE 0 END) AS complained,
    sum(CASE WHEN outcome = 'unsubscribed' THEN 1 ELSE 0 END) AS unsubscribed,
    sum(CASE WHEN outcome = 'failed' THEN 1 ELSE 0 END) AS failed,
    sum(CASE WHEN outcome = 'suppressed' THEN 1 ELSE 0 END) AS suppressed
  FROM reported
  GROUP BY origin, channel
)
SELECT
  results.origin, channel, sent, delivered, opened, clicked, bounced, complained, unsubscribed, failed, suppressed,
  -- Of all channels of the origin: a conversion has no channel.
  coalesce(converted.conversions, 0) AS converted
FROM results
LEFT JOIN converted ON converted.origin = results.origin
ORDER BY results.origin, channel
