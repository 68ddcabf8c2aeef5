/** The public function answers with an error: an unsubscription may be missing. */
import type { PercorsoFunction } from '../percorso-function.ts';
import type { AlarmRule } from './alarm-rule.ts';
import { addUp } from './metrics.ts';

/** Lambda counts its own errors and our 503 in one metric. A throttled request is a 429: `function-throttles` counts it. */
export function watchPreferences(preferences: PercorsoFunction): AlarmRule {
  return {
    name: 'preferences-failures',
    metric: addUp([preferences], 'Url5xxCount'),
    meaning: 'serve-preferences answered with an error: an unsubscription or a preference was not stored.',
    threshold: 0,
    // A mail provider posts again later; one failed request is retried.
    periods: 15,
    badPeriods: 3,
  };
}
