/** The Profile API, optional: one function at a function URL. A key of the request authenticates it. */
import { Validations } from 'aws-cdk-lib';
import { type CfnFunction, FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { PercorsoFunction } from './percorso-function.ts';
import { dropSlash } from './preferences.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

export interface ProfileApiProps {
  readonly serveProfiles: PercorsoFunction;
  readonly storage: Storage;
  readonly settings: Settings;
}

export class ProfileApi extends Construct {
  /** `https://...` without a slash at its end. */
  readonly url: string;
  readonly serveProfiles: PercorsoFunction;

  constructor(scope: Construct, id: string, props: ProfileApiProps) {
    super(scope, id);
    const { serveProfiles, storage, settings } = props;
    this.serveProfiles = serveProfiles;
    if (settings.profileApiConcurrency > 0) {
      // A flood of requests has a limit, and the functions that send messages keep the rest of the account's.
      const resource = serveProfiles.lambda.node.defaultChild as CfnFunction;
      resource.reservedConcurrentExecutions = settings.profileApiConcurrency;
    }
    // Everything of a person is read, and nothing of it is written.
    storage.profiles.grant(serveProfiles, 'GetItem');
    storage.identities.grant(serveProfiles, 'BatchGetItem', 'GetItem');
    storage.timeline.grant(serveProfiles, 'Query');
    storage.config.grantItems(serveProfiles, ['GetItem'], ['APIKEY', 'PROGRAM']);
    storage.timeline.grantItems(serveProfiles, ['PutItem'], ['LOOK#*', 'LOOKER#*']);
    storage.statistics.grantItems(serveProfiles, ['UpdateItem'], ['APICALLS#*']);
    serveProfiles.setVariable('LOOK_DAYS', String(settings.lookDays));
    const url = serveProfiles.lambda.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    this.url = dropSlash(url.url);
    Validations.of(serveProfiles.lambda).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'Invoked by HTTP requests only, never asynchronously: the client gets the error and asks again.',
    });
  }
}
