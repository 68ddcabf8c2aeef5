/** Each minute, publish-config validates, compiles and publishes the config documents that changed. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { describeChannels } from './channels.ts';
import { describeOriginations } from './describe-settings.ts';
import { grantLinkKeyCreation } from './link-key.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import { invokeOnSchedule } from './schedule.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';
import type { Undelivered } from './undelivered.ts';

export interface ConfigPublishingProps {
  readonly publishConfig: PercorsoFunction;
  readonly storage: Storage;
  readonly undelivered: Undelivered;
  readonly settings: Settings;
  /** What the stage may send email from. */
  readonly senders: readonly string[];
}

export class ConfigPublishing extends Construct {
  constructor(scope: Construct, id: string, props: ConfigPublishingProps) {
    super(scope, id);
    const { publishConfig, storage, undelivered, settings, senders } = props;
    publishConfig.setVariable('SENDERS', senders.join(','));
    publishConfig.setVariable('CHANNELS', describeChannels(settings));
    publishConfig.setVariable('SMS_ORIGINATIONS', describeOriginations(settings));
    grantLinkKeyCreation(publishConfig, settings.stage);
    // Old versions of the program are deleted, hence DeleteItem.
    storage.config.grant(publishConfig, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem');
    // The circuit breaker reads what was sent and how it was received, and stores the sums of hours.
    storage.statistics.grant(publishConfig, 'Query', 'PutItem');
    invokeOnSchedule(this, 'EveryMinute', {
      target: publishConfig,
      every: Duration.minutes(1),
      undelivered,
      // The next minute publishes the same documents.
      retries: 0,
    });
  }
}
