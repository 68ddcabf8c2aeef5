/** The HTTP API answers with an error: touchpoints wait in the clients. */
import { Duration } from 'aws-cdk-lib';
import type { PercorsoFunction } from '../percorso-function.ts';
import type { AlarmRule } from './alarm-rule.ts';
import { addMetrics } from './metrics.ts';

/** Lambda counts its own errors and our 503 in one metric, and what it throttled (429) in another. */
export function watchHttpApi({ lambda }: PercorsoFunction): AlarmRule {
  const period = Duration.minutes(1);
  const metrics = ['Url5xxCount', 'Throttles'].map((name) =>
    lambda.metric(name, { statistic: 'Sum', period }),
  );
  return {
    name: 'http-api-failures',
    metric: addMetrics(metrics, 'Not stored', period),
    meaning:
      'receive-touchpoints failed, answered with 503 or was throttled: its senders repeat the touchpoints.',
    threshold: 0,
    // The SDKs send again for minutes; one failed request is no loss.
    periods: 15,
    badPeriods: 3,
  };
}
