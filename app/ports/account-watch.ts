/** How AWS rates the account, and who is notified when an alarm rings. It changes nothing. */

/** Shares of a representative number of emails, not of a fixed time. Absent: no data, as before the first one. */
export interface Reputation {
  /** Hard bounces. */
  readonly bounceRate?: number;
  readonly complaintRate?: number;
}

/** The subscriptions of an SNS topic. */
export interface TopicSubscriptions {
  readonly confirmed: number;
  /** Their receivers have not confirmed them, and get nothing. */
  readonly pending: number;
}

export interface AccountWatch {
  /** The newest values of the days before `now` (epoch ms). */
  readReputation(now: number): Promise<Reputation>;
  /** `missing`: there is no such topic in the region. `refused`: its owner, or the person's policy, does not allow it. */
  readTopic(arn: string): Promise<TopicSubscriptions | 'missing' | 'refused'>;
}
