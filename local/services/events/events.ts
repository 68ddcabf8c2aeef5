/** Amazon EventBridge: buses, rules, archives and PutEvents. */

import { type Call, type CloudContext, type Requirement, type Service, ServiceError } from '../../service.ts';
import { countBilledRequests as countChunks } from '../sqs/message.ts';
import type { Bus } from './bus.ts';
import {
  type BusEvent,
  checkEntry,
  checkPartnerEntry,
  type EntryError,
  largestRequestBytes,
  makeEvent,
  measureEntry,
  type PutEntry,
} from './entry.ts';
import { createBusRegistry, defaultBus, type EventsSettings } from './resources.ts';

export interface EventsService extends Service {
  /** Puts an event as an AWS service does: any source, free of charge. */
  putServiceEvent(entry: PutEntry): void;
  /** Puts an event on a bus by ARN, as a rule's target does. */
  forward(busArn: string, event: BusEvent): void;
  archives(): Record<string, number>;
  /** The newest events that PutEvents accepted, oldest first. */
  accepted(): readonly BusEvent['value'][];
  buses(): readonly Bus[];
}

/** Of accepted events that are kept to be looked at. */
const mostKept = 5_000;

const supportedOperations = [
  'PutEvents',
  'PutPartnerEvents',
  'ListEventBuses',
  'DescribeEventBus',
  'ListRules',
  'ListTargetsByRule',
  'ListArchives',
];

/** Creates the EventBridge service of one cloud. */
export function createEvents(context: CloudContext, settings: EventsSettings): EventsService {
  const registry = createBusRegistry(context, settings);
  const accepted: BusEvent['value'][] = [];

  const publish = (bus: Bus, event: BusEvent): void => {
    for (const archive of bus.archives) if (archive.matches(event.value)) archive.count += 1;
    for (const rule of bus.rules) {
      if (rule.matches === undefined || !rule.matches(event.value)) continue;
      const times = context.random() < settings.repeatShare ? 2 : 1;
      for (const target of rule.targets) {
        for (let i = 0; i < times; i += 1) void context.track(settings.deliver(rule, target, event));
      }
    }
  };

  const findBus = (nameOrArn: unknown): Bus => {
    const bus = registry.findBus(String(nameOrArn ?? defaultBus));
    if (bus !== undefined) return bus;
    throw new ServiceError('ResourceNotFoundException', 400, `Event bus ${nameOrArn} does not exist.`);
  };

  const putEntry = (entry: PutEntry): Record<string, unknown> => {
    const refusal = checkEntry(entry, registry.findBus);
    return acceptEntry(entry, entry.EventBusName, 'events.custom-events', refusal);
  };

  /** As a partner does: its event source is the name of the bus. */
  const putPartnerEntry = (entry: PutEntry): Record<string, unknown> => {
    const refusal = checkPartnerEntry(entry, registry.findBus);
    return acceptEntry(entry, entry.Source, 'events.partner-events', refusal);
  };

  const acceptEntry = (
    entry: PutEntry,
    busName: string | undefined,
    unit: string,
    refusal: EntryError | undefined,
  ): Record<string, unknown> => {
    if (refusal !== undefined) return { ...refusal };
    const event = makeEvent(entry, context, context.newId());
    context.meter.count(unit, countChunks(event.size));
    if (accepted.push(event.value) > mostKept) accepted.shift();
    publish(findBus(busName), event);
    return { EventId: event.value.id };
  };

  const putEvents = (
    input: Record<string, unknown>,
    put: (entry: PutEntry) => Record<string, unknown>,
  ): Record<string, unknown> => {
    const entries = (input['Entries'] ?? []) as PutEntry[];
    if (entries.length < 1 || entries.length > 10) {
      throw new ServiceError(
        'ValidationException',
        400,
        `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and 10; it has ${entries.length}`,
      );
    }
    const total = entries.reduce((sum, entry) => sum + measureEntry(entry), 0);
    if (total > largestRequestBytes) {
      throw new ServiceError(
        'ValidationException',
        400,
        `Total size of the entries in the request is over the limit: ${total} bytes, limit ${largestRequestBytes}.`,
      );
    }
    const results = entries.map(put);
    return {
      FailedEntryCount: results.filter((result) => result['ErrorCode'] !== undefined).length,
      Entries: results,
    };
  };

  const run = ({ operation, input }: Call): Record<string, unknown> => {
    switch (operation) {
      case 'PutEvents':
        return putEvents(input, putEntry);
      case 'PutPartnerEvents':
        return putEvents(input, putPartnerEntry);
      case 'ListEventBuses': {
        const prefix = String(input['NamePrefix'] ?? '');
        const found = registry.buses().filter((bus) => bus.name.startsWith(prefix));
        return { EventBuses: found.map(({ name, arn }) => ({ Name: name, Arn: arn })) };
      }
      case 'DescribeEventBus': {
        const bus = findBus(input['Name']);
        return { Name: bus.name, Arn: bus.arn };
      }
      case 'ListRules': {
        const { rules, name } = findBus(input['EventBusName']);
        return { Rules: rules.map((rule) => ({ ...rule.description, EventBusName: name })) };
      }
      case 'ListTargetsByRule': {
        const rule = findBus(input['EventBusName']).rules.find((each) => each.name === input['Rule']);
        if (rule === undefined) {
          throw new ServiceError('ResourceNotFoundException', 400, `Rule ${input['Rule']} does not exist.`);
        }
        return { Targets: rule.targets };
      }
      default:
        return {
          Archives: registry.archives().map(({ name, busArn, count }) => ({
            ArchiveName: name,
            EventSourceArn: busArn,
            State: 'ENABLED',
            EventCount: count,
          })),
        };
    }
  };

  return {
    name: 'events',
    resourceTypes: registry.resourceTypes,
    operations: new Set(supportedOperations),
    create: registry.create,
    requirements: ({ operation, input }): Requirement[] => {
      const action = `events:${operation}`;
      if (operation !== 'PutEvents') return [{ action, resource: '*' }];
      return ((input['Entries'] ?? []) as PutEntry[]).map((entry) => ({
        action,
        resource: registry.findBus(entry.EventBusName ?? defaultBus)?.arn ?? String(entry.EventBusName),
        context: { 'events:source': entry.Source ?? '', 'events:detail-type': entry.DetailType ?? '' },
      }));
    },
    handle: async (call) => run(call),
    reset: async () => {
      for (const archive of registry.archives()) archive.count = 0;
      accepted.length = 0;
    },
    close: async () => {},
    putServiceEvent: (entry) =>
      publish(findBus(entry.EventBusName), makeEvent(entry, context, context.newId())),
    forward: (busArn, event) => {
      context.meter.count('events.cross-bus-events', countChunks(event.size));
      publish(findBus(busArn), { ...event, hops: event.hops + 1 });
    },
    archives: () => Object.fromEntries(registry.archives().map(({ name, count }) => [name, count])),
    accepted: () => accepted,
    buses: registry.buses,
  };
}
