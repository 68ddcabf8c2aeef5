/** Configuration sets, their event destinations, and sending identities. */
import {
  type CloudContext,
  type ResolvedResource,
  type ResourceHandle,
  ServiceError,
} from '../../service.ts';
import type { SesIdentities } from './identities.ts';
import { createBadRequest } from './message.ts';
import type { SuppressionReason } from './suppression.ts';

export interface ConfigurationSet {
  readonly name: string;
  readonly isSending: boolean;
  /** Reasons for which this set uses the suppression list. */
  readonly suppressedReasons: readonly SuppressionReason[];
  /** Event types, in lower case without separators, that go to the default event bus. */
  readonly published: Set<string>;
}

const both: readonly SuppressionReason[] = ['BOUNCE', 'COMPLAINT'];
const eventTypes = new Set(
  'send reject bounce complaint delivery open click renderingfailure deliverydelay subscription'.split(' '),
);

export class SesSettings {
  readonly #context: CloudContext;
  readonly #sets = new Map<string, ConfigurationSet>();
  readonly #identities: SesIdentities;

  constructor(context: CloudContext, identities: SesIdentities) {
    this.#context = context;
    this.#identities = identities;
  }

  create(resource: ResolvedResource): ResourceHandle {
    if (resource.type === 'AWS::SES::ConfigurationSet') return this.#createSet(resource);
    if (resource.type === 'AWS::SES::EmailIdentity') return this.#createIdentity(resource);
    return this.#createDestination(resource);
  }

  /** @throws ServiceError NotFoundException, SendingPausedException */
  openSet(name: string): ConfigurationSet {
    const set = this.#findSet(name);
    if (!set.isSending) {
      throw new ServiceError(
        'SendingPausedException',
        400,
        `Email sending is paused for configuration set ${name}.`,
      );
    }
    return set;
  }

  clear(): void {
    this.#sets.clear();
  }

  #createSet({ logicalId, properties }: ResolvedResource): ResourceHandle {
    const name = String(properties['Name'] ?? `${logicalId}-${this.#context.newId().slice(0, 8)}`);
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
      throw createBadRequest(`Configuration set ${logicalId}: bad name "${name}"`);
    const suppression = properties['SuppressionOptions'] as
      | { SuppressedReasons?: SuppressionReason[] }
      | undefined;
    const sending = properties['SendingOptions'] as { SendingEnabled?: unknown } | undefined;
    this.#sets.set(name, {
      name,
      isSending: String(sending?.SendingEnabled ?? true) === 'true',
      suppressedReasons: suppression?.SuppressedReasons ?? both,
      published: new Set(),
    });
    return { ref: name, attributes: {} };
  }

  #createIdentity({ properties }: ResolvedResource): ResourceHandle {
    const identity = String(properties['EmailIdentity'] ?? '');
    this.#identities.verify(identity);
    const attributes: Record<string, string> = {};
    for (const at of [1, 2, 3]) {
      attributes[`DkimDNSTokenName${at}`] = `token${at}._domainkey.${identity}`;
      attributes[`DkimDNSTokenValue${at}`] = `token${at}.dkim.amazonses.com`;
    }
    return { ref: identity, attributes };
  }

  #createDestination({ logicalId, properties }: ResolvedResource): ResourceHandle {
    const name = String(properties['ConfigurationSetName']);
    const set = this.#findSet(name);
    const destination = (properties['EventDestination'] ?? {}) as Record<string, unknown>;
    const bus = (destination['EventBridgeDestination'] as { EventBusArn?: unknown } | undefined)?.EventBusArn;
    if (bus === undefined) {
      throw createBadRequest(
        `Event destination ${logicalId}: only EventBridgeDestination is emulated by the local cloud.`,
      );
    }
    if (!String(bus).endsWith(':event-bus/default')) {
      throw createBadRequest(
        `Event destination ${logicalId}: SES publishes to the default event bus only, not ${String(bus)}.`,
      );
    }
    const types = Array.isArray(destination['MatchingEventTypes']) ? destination['MatchingEventTypes'] : [];
    const isEnabled = String(destination['Enabled'] ?? true) === 'true';
    for (const type of types) {
      const known = String(type).toLowerCase().replaceAll('_', '');
      if (!eventTypes.has(known))
        throw createBadRequest(`Event destination ${logicalId}: unknown event type ${String(type)}.`);
      if (isEnabled) set.published.add(known);
    }
    return { ref: String(destination['Name'] ?? `${name}|${logicalId}`), attributes: {} };
  }

  #findSet(name: string): ConfigurationSet {
    const set = this.#sets.get(name);
    if (set === undefined) {
      throw new ServiceError('NotFoundException', 404, `Configuration set <${name}> does not exist.`);
    }
    return set;
  }
}
