/** An API answers with an error. */
import { Duration } from 'aws-cdk-lib';
import type { PercorsoFunction } from '../percorso-function.ts';
import type { AlarmRule } from './alarm-rule.ts';
import { addMetrics } from './metrics.ts';

/** Touchpoints wait in the clients. */
export function watchHttpApi(receiveTouchpoints: PercorsoFunction): AlarmRule {
  return {
    name: 'http-api-failures',
    metric: sumFailures(receiveTouchpoints, 'Not stored'),
    meaning:
      'receive-touchpoints failed, answered with 503 or was throttled: its senders repeat the touchpoints.',
    ...afterThreeMinutes,
  };
}

/** Those who ask see nothing of a person. */
export function watchProfileApi(serveProfiles: PercorsoFunction): AlarmRule {
  return {
    name: 'profile-api-failures',
    metric: sumFailures(serveProfiles, 'Not answered'),
    meaning: 'serve-profiles failed, answered with 503 or was throttled: its callers see no profile.',
    ...afterThreeMinutes,
  };
}

/** The clients ask again for minutes; one failed request is no loss. */
const afterThreeMinutes = { threshold: 0, periods: 15, badPeriods: 3 };

/** Lambda counts its own errors and our 503 in one metric, and what it throttled (429) in another. */
function sumFailures({ lambda }: PercorsoFunction, label: string) {
  const period = Duration.minutes(1);
  const metrics = ['Url5xxCount', 'Throttles'].map((name) =>
    lambda.metric(name, { statistic: 'Sum', period }),
  );
  return addMetrics(metrics, label, period);
}
