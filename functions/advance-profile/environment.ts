/** The variables advance-profile reads; lib/ sets exactly these. */
import { channels } from '../../engine/model/channels.ts';
import { nameQueueVariables } from '../shared/environment.ts';

export const advanceProfileVariables = [
  'PROFILES_TABLE',
  'IDENTITIES_TABLE',
  'TIMELINE_TABLE',
  'CONSENTS_TABLE',
  'CONFIG_TABLE',
  'STATISTICS_TABLE',
  'WAKE_SHARDS',
  'TIMELINE_DAYS',
  /** 0: anonymous visitors do not expire. */
  'ANONYMOUS_DAYS',
  'EVENT_BUS_NAME',
  ...channels.flatMap((channel) => nameQueueVariables(channel)),
  'WEBHOOK_QUEUE_URL',
  'REJECTED_QUEUE_URL',
  'PROFILE_QUEUE_URL',
  'FEEDBACK_QUEUE_URL',
  'BULK_QUEUE_URL',
  /** Empty in a stage without a lake. */
  'LAKE_STREAM',
] as const;
