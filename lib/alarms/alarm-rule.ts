/** What an alarm watches, and when it rings. */
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

export interface AlarmRule {
  /** Ends the alarm's name, and heads its section in docs/runbook.md. */
  readonly name: string;
  readonly metric: IMetric;
  readonly meaning: string;
  /** The metric is bad when it is above this; with `isSilenceReported`, when it is below. */
  readonly threshold: number;
  /** Periods of the metric that are looked at; 1 when absent. */
  readonly periods?: number;
  /** How many of these periods must be bad; all when absent. */
  readonly badPeriods?: number;
  /**
   * Something must happen in every period, and its absence is reported. No data is "insufficient data" and not bad: at
   * the first deployment there is none yet, and nothing is wrong.
   */
  readonly isSilenceReported?: boolean;
}
