/** What an alarm watches, and when it fires. */
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

export interface AlarmRule {
  /** Last part of the alarm's name, and title of its section in docs/runbook.md. */
  readonly name: string;
  readonly metric: IMetric;
  readonly meaning: string;
  /** The metric is bad when it is above this; with `isSilenceReported`, when it is below. */
  readonly threshold: number;
  /** Evaluation periods; 1 when absent. */
  readonly periods?: number;
  /** How many of these periods must be bad; all when absent. */
  readonly badPeriods?: number;
  /**
   * The metric must have data above the threshold in every period. No data is "insufficient data" and does not fire: at
   * the first deployment there is none yet, and nothing is wrong.
   */
  readonly isSilenceReported?: boolean;
}
