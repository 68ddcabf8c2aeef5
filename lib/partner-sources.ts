/** Forwards events of SaaS partners and of AWS services to the bus of the stage. */
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { AwsSources, listAwsSources } from './aws-sources.ts';
import type { PercorsoBus } from './event-bus.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';
import type { Undelivered } from './undelivered.ts';
import { WorkQueue } from './work-queue.ts';

export interface PartnerSourcesProps {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly bridge: PercorsoFunction;
  readonly createTrigger: () => PercorsoFunction;
  readonly bus: PercorsoBus;
  readonly undelivered: Undelivered;
}

/** Only AWS's partners may put events with this prefix; the bridge removes it from the source. */
const partnerPrefix = /^aws\.partner\//;

export class PartnerSources extends Construct {
  readonly queue: WorkQueue;
  readonly bridge: PercorsoFunction;
  /** The trigger of a Cognito user pool, if the stage has one. */
  readonly trigger: PercorsoFunction | undefined;

  constructor(scope: Construct, id: string, props: PartnerSourcesProps) {
    super(scope, id);
    const { settings, storage, bridge, bus, undelivered, createTrigger } = props;
    // The event bus of that name exists: associating the source creates it.
    const { partnerSources } = settings;
    this.bridge = bridge;
    // A queue, not a direct target: the function processes ten events at once, and retries when the bus throttles.
    this.queue = new WorkQueue(this, 'Partner', {
      logicalId: 'PartnerQueue',
      variable: 'PARTNER',
      consumer: bridge,
      concurrency: 10,
      attempts: 10,
      consumerDelays: false,
    });
    bus.grantPutAs(bridge, [
      ...partnerSources.map((source) => source.replace(partnerPrefix, '')),
      ...listAwsSources(settings),
    ]);
    storage.statistics.grantItems(bridge, ['GetItem', 'PutItem'], ['GEOFENCE#*']);
    bridge.setVariable('GEOFENCE_IDS', settings.geofenceIds);
    bridge.setVariable('SIGN_UP_IDS', settings.signUpIds);
    bridge.setVariable('UPLOADS', settings.uploads.join(','));
    this.trigger = new AwsSources(this, 'Aws', {
      queue: this.queue,
      ...{ undelivered, settings, createTrigger },
    }).trigger;
    for (const source of partnerSources) this.#deliver(source, undelivered);
  }

  #deliver(source: string, undelivered: Undelivered): void {
    const rule = new Rule(this, source, {
      eventBus: EventBus.fromEventBusName(this, `Bus of ${source}`, source),
      description: 'Forwards events of a partner to Percorso',
      eventPattern: { source: [source] },
    });
    undelivered.deliver(rule, this.queue);
  }
}
