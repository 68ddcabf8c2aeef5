/** The HTTP API, optional: one function at a function URL. A write key of the request authenticates it. */
import { Validations } from 'aws-cdk-lib';
import { type CfnFunction, FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { PercorsoBus } from './event-bus.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import { dropSlash } from './preferences.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

export interface HttpApiProps {
  readonly receiveTouchpoints: PercorsoFunction;
  readonly storage: Storage;
  readonly bus: PercorsoBus;
  readonly settings: Settings;
}

export class HttpApi extends Construct {
  /** `https://...` without a slash at its end: the host of the SDKs. */
  readonly url: string;
  readonly receiveTouchpoints: PercorsoFunction;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const { receiveTouchpoints, storage, bus, settings } = props;
    this.receiveTouchpoints = receiveTouchpoints;
    if (settings.httpApiConcurrency > 0) {
      // A flood of requests has a limit, and the functions that send messages keep the rest of the account's.
      const resource = receiveTouchpoints.lambda.node.defaultChild as CfnFunction;
      resource.reservedConcurrentExecutions = settings.httpApiConcurrency;
    }
    storage.config.grantItems(receiveTouchpoints, ['GetItem'], ['WRITEKEY']);
    bus.grantProduce(receiveTouchpoints);
    const url = receiveTouchpoints.lambda.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    this.url = dropSlash(url.url);
    Validations.of(receiveTouchpoints.lambda).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'Invoked by HTTP requests only, never asynchronously: the client gets the error and sends again.',
    });
  }
}
