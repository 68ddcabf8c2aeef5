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

interface EventDestination {
  readonly set: string;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly types: readonly string[];
  readonly bus: string;
}

export const configurationSetOperations = [
  'GetConfigurationSet',
  'GetConfigurationSetEventDestinations',
  'DeleteConfigurationSetEventDestination',
  'PutConfigurationSetSendingOptions',
  'PutConfigurationSetSuppressionOptions',
] as const;

const both: readonly SuppressionReason[] = ['BOUNCE', 'COMPLAINT'];
const eventTypes = new Set(
  'send reject bounce complaint delivery open click renderingfailure deliverydelay subscription'.split(' '),
);

export class SesSettings {
  readonly #context: CloudContext;
  readonly #sets = new Map<string, ConfigurationSet>();
  #destinations: readonly EventDestination[] = [];
  readonly #created = new Map<string, ConfigurationSet>();
  #createdDestinations: readonly EventDestination[] = [];
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

  /** Restores what the template created. */
  reset(): void {
    for (const [name, set] of this.#created) this.#sets.set(name, { ...set, published: new Set() });
    this.#destinations = this.#createdDestinations;
    for (const each of this.#destinations) publish(this.#findSet(each.set), each);
  }

  clear(): void {
    this.#sets.clear();
    this.#destinations = [];
  }

  handle(operation: string, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const set = this.#findSet(String(input['ConfigurationSetName']));
    switch (operation) {
      case 'GetConfigurationSet':
        return {
          ConfigurationSetName: set.name,
          SendingOptions: { SendingEnabled: set.isSending },
          SuppressionOptions: { SuppressedReasons: set.suppressedReasons },
        };
      case 'GetConfigurationSetEventDestinations':
        return {
          EventDestinations: this.#destinations.filter((each) => each.set === set.name).map(describe),
        };
      case 'DeleteConfigurationSetEventDestination':
        this.#removeDestination(set, String(input['EventDestinationName']));
        return {};
      case 'PutConfigurationSetSendingOptions':
        this.#sets.set(set.name, { ...set, isSending: input['SendingEnabled'] === true });
        return {};
      default: {
        const suppressedReasons = input['SuppressedReasons'] as readonly SuppressionReason[] | undefined;
        this.#sets.set(set.name, { ...set, suppressedReasons: suppressedReasons ?? both });
        return {};
      }
    }
  }

  #removeDestination(set: ConfigurationSet, name: string): void {
    const isRemoved = (each: EventDestination) => each.set === set.name && each.name === name;
    if (!this.#destinations.some(isRemoved)) {
      throw new ServiceError('NotFoundException', 404, `Event destination <${name}> does not exist.`);
    }
    this.#destinations = this.#destinations.filter((each) => !isRemoved(each));
    set.published.clear();
    for (const each of this.#destinations) if (each.set === set.name) publish(set, each);
  }

  #createSet({ logicalId, properties }: ResolvedResource): ResourceHandle {
    const name = String(properties['Name'] ?? `${logicalId}-${this.#context.newId().slice(0, 8)}`);
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
      throw createBadRequest(`Configuration set ${logicalId}: bad name "${name}"`);
    const suppression = properties['SuppressionOptions'] as
      | { SuppressedReasons?: SuppressionReason[] }
      | undefined;
    const sending = properties['SendingOptions'] as { SendingEnabled?: unknown } | undefined;
    const created = {
      name,
      isSending: String(sending?.SendingEnabled ?? true) === 'true',
      suppressedReasons: suppression?.SuppressedReasons ?? both,
      published: new Set<string>(),
    };
    this.#sets.set(name, created);
    this.#created.set(name, created);
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
    const unknown = types.find((type) => !eventTypes.has(simplify(String(type))));
    if (unknown !== undefined) {
      throw createBadRequest(`Event destination ${logicalId}: unknown event type ${String(unknown)}.`);
    }
    const created = {
      set: name,
      name: String(destination['Name'] ?? logicalId),
      isEnabled: String(destination['Enabled'] ?? true) === 'true',
      types: types.map(String),
      bus: String(bus),
    };
    this.#destinations = [...this.#destinations, created];
    this.#createdDestinations = this.#destinations;
    publish(set, created);
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

function publish(set: ConfigurationSet, { isEnabled, types }: EventDestination): void {
  if (isEnabled) for (const type of types) set.published.add(simplify(type));
}

/** CloudFormation accepts `renderingFailure` and `RENDERING_FAILURE`. */
function simplify(type: string): string {
  return type.toLowerCase().replaceAll('_', '');
}

function describe({ name, isEnabled, types, bus }: EventDestination): Record<string, unknown> {
  return {
    Name: name,
    Enabled: isEnabled,
    // The API knows one form.
    MatchingEventTypes: types.map((type) => type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()),
    EventBridgeDestination: { EventBusArn: bus },
  };
}
