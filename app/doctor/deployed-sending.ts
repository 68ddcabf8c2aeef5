/** What the deployment of a stage fixed about sending. */

import type { DeployedNumbers } from './check-originations.ts';
import type { DeployedRate } from './check-rate.ts';

/** What is public of it, and who is notified. */
export interface PublicDeployment {
  /** What links in messages begin with. */
  readonly publicUrl?: string;
  /** The SNS topic that alarms notify. */
  readonly alarmTopic?: string;
  /** On the local cloud there are no alarms, certificates or domains. */
  readonly isLocal: boolean;
}

export interface DeployedSending extends PublicDeployment, DeployedRate {
  readonly numbers: DeployedNumbers;
  /** The sender's address first, then further addresses and domains that templates may name. */
  readonly senders: readonly string[];
  readonly configurationSets: readonly string[];
  /** Executions that the stage's functions may use at the same time. */
  readonly concurrency: number;
}
