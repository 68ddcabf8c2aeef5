/**
 * The optional parts through which touchpoints come in beside the bus (partner event buses, SMS, HTTP, queries), and those
 * through which data leaves: the lake and the Profile API.
 */
import type { Construct } from 'constructs';
import { omitAbsent } from '../engine/base/omit-absent.ts';
import { readsAwsSources } from './aws-source-settings.ts';
import type { PercorsoBus } from './event-bus.ts';
import type { OptionalFunctionName } from './functions.ts';
import { HttpApi } from './http-api.ts';
import { disableLake, Lake } from './lake.ts';
import { PartnerSources } from './partner-sources.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import { ProfileApi } from './profile-api.ts';
import type { Rejected } from './rejected.ts';
import type { Settings } from './settings.ts';
import { SmsInbound } from './sms-inbound.ts';
import type { Storage } from './storage.ts';
import type { Undelivered } from './undelivered.ts';
import { Warehouse } from './warehouse.ts';

export interface InboundPartsProps {
  readonly createFunction: (name: OptionalFunctionName) => PercorsoFunction;
  /** Functions that put rows into the lake. */
  readonly lakeWriters: readonly PercorsoFunction[];
  readonly storage: Storage;
  readonly bus: PercorsoBus;
  readonly rejected: Rejected;
  readonly undelivered: Undelivered;
  readonly settings: Settings;
}

export interface InboundParts {
  readonly partners: PartnerSources | undefined;
  readonly sms: SmsInbound | undefined;
  readonly lake: Lake | undefined;
  readonly functions: Partial<Readonly<Record<OptionalFunctionName, PercorsoFunction>>>;
  /** Of the stack, by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

export function addInboundParts(scope: Construct, props: InboundPartsProps): InboundParts {
  const { createFunction, lakeWriters, storage, bus, rejected, undelivered, settings } = props;
  const partners =
    settings.partnerSources.length === 0 && !readsAwsSources(settings)
      ? undefined
      : new PartnerSources(scope, 'PartnerSources', {
          bridge: createFunction('bridge-partner-events'),
          createTrigger: () => createFunction('receive-sign-ups'),
          ...{ settings, storage, bus, undelivered },
        });
  const sms =
    settings.smsInbound === ''
      ? undefined
      : new SmsInbound(scope, 'SmsInbound', {
          receiveSms: createFunction('receive-sms'),
          ...{ storage, bus, undelivered, settings },
        });
  const httpApi = settings.httpApi
    ? new HttpApi(scope, 'HttpApi', {
        receiveTouchpoints: createFunction('receive-touchpoints'),
        ...{ storage, bus, settings },
      })
    : undefined;
  const warehouse =
    settings.warehouse.length === 0
      ? undefined
      : new Warehouse(scope, 'Warehouse', {
          queryWarehouse: createFunction('query-warehouse'),
          ...{ storage, bus, rejected, undelivered, settings },
        });
  const lake = settings.lake
    ? new Lake(scope, 'Lake', {
        partitionLake: createFunction('partition-lake'),
        ...{ writers: lakeWriters, undelivered, settings },
      })
    : disableLake(lakeWriters);
  const profileApi = settings.profileApi
    ? new ProfileApi(scope, 'ProfileApi', {
        serveProfiles: createFunction('serve-profiles'),
        ...{ storage, settings },
      })
    : undefined;
  return {
    ...{ partners, sms, lake },
    functions: omitAbsent({
      'bridge-partner-events': partners?.bridge,
      'receive-sign-ups': partners?.trigger,
      'query-warehouse': warehouse?.queryWarehouse,
      'partition-lake': lake?.partitionLake,
      'receive-sms': sms?.receiveSms,
      'receive-touchpoints': httpApi?.receiveTouchpoints,
      'serve-profiles': profileApi?.serveProfiles,
    }),
    outputs: omitAbsent({
      HttpApiUrl: httpApi?.url,
      ProfileApiUrl: profileApi?.url,
      WarehouseBucket: warehouse?.results.bucketName,
      LakeBucket: lake?.bucket.bucketName,
      LakeDatabase: lake?.database,
      PartnerQueueUrl: partners?.queue.queue.queueUrl,
      SignUpTriggerArn: partners?.trigger?.lambda.functionArn,
      InboundSmsTopicArn: sms?.topicArn,
      SmsOptOutList: sms?.optOutList,
    }),
  };
}
