/** Buses, rules and archives of the template. */

import { omitAbsent } from '../../omit-absent.ts';
import type { CloudContext, ResolvedResource, ResourceHandle } from '../../service.ts';
import { TemplateInvalidError } from '../../template/errors.ts';
import type { Archive, Bus, Rule, Target } from './bus.ts';
import type { Deliver } from './delivery.ts';
import { makeEvent, partnerPrefix } from './entry.ts';
import { compilePattern } from './pattern.ts';

export const defaultBus = 'default';

export interface EventsSettings {
  readonly stackName: string;
  /** Delivers a matched event to one target. */
  readonly deliver: Deliver;
  /** Called for a rule with a schedule, once it exists. */
  addSchedule(ruleArn: string, expression: string, run: (tick: number) => Promise<void>): void;
  /** Share of matched events that EventBridge delivers a second time. */
  readonly repeatShare: number;
}

export interface BusRegistry {
  readonly resourceTypes: readonly string[];
  create(resource: ResolvedResource): Promise<ResourceHandle>;
  findBus(nameOrArn: string): Bus | undefined;
  buses(): readonly Bus[];
  archives(): readonly Archive[];
}

/** Creates the buses of one cloud; the account's default bus always exists. */
export function createBusRegistry(context: CloudContext, settings: EventsSettings): BusRegistry {
  const prefix = `arn:aws:events:${context.region}:${context.accountId}`;
  const byName = new Map<string, Bus>();
  const addBus = (name: string): Bus => {
    const bus: Bus = { name, arn: `${prefix}:event-bus/${name}`, rules: [], archives: [] };
    byName.set(name, bus);
    return bus;
  };
  addBus(defaultBus);
  // The name of a partner event bus contains slashes.
  const findBus = (nameOrArn: string): Bus | undefined =>
    byName.get(nameOrArn.replace(/^arn:[^/]*:event-bus\//, ''));

  const createBus = ({ logicalId, properties }: ResolvedResource): ResourceHandle => {
    const bus = addBus(String(properties['Name'] ?? logicalId));
    return { ref: bus.name, attributes: { Arn: bus.arn, Name: bus.name } };
  };

  const readBus = ({ logicalId }: ResolvedResource, nameOrArn: unknown): Bus => {
    const name = String(nameOrArn ?? defaultBus);
    // It is created when a partner's event source is associated, before a stack can refer to it.
    const bus = findBus(name) ?? (name.startsWith(partnerPrefix) ? addBus(name) : undefined);
    if (bus !== undefined) return bus;
    throw new TemplateInvalidError(`Resources.${logicalId}`, `no event bus ${nameOrArn}`, 'define it');
  };

  const createRule = (resource: ResolvedResource): ResourceHandle => {
    const { logicalId, properties } = resource;
    const bus = readBus(resource, properties['EventBusName']);
    const name = String(properties['Name'] ?? `${settings.stackName}-${logicalId}`).slice(0, 64);
    const arn = `${prefix}:rule/${bus.name === defaultBus ? '' : `${bus.name}/`}${name}`;
    const isEnabled = !String(properties['State'] ?? 'ENABLED').startsWith('DISABLED');
    const pattern = properties['EventPattern'];
    const schedule = properties['ScheduleExpression'];
    const rule: Rule = {
      name,
      arn,
      matches: pattern !== undefined && isEnabled ? compilePattern(pattern) : undefined,
      targets: (properties['Targets'] ?? []) as Target[],
      description: {
        Name: name,
        Arn: arn,
        State: isEnabled ? 'ENABLED' : 'DISABLED',
        ...omitAbsent({
          EventPattern: pattern === undefined ? undefined : JSON.stringify(pattern),
          ScheduleExpression: schedule,
        }),
      },
    };
    bus.rules.push(rule);
    if (schedule !== undefined && isEnabled) {
      settings.addSchedule(arn, String(schedule), async (tick) => {
        const entry = { Source: 'aws.events', DetailType: 'Scheduled Event', Detail: '{}', Resources: [arn] };
        const event = makeEvent({ ...entry, Time: tick / 1000 }, context, context.newId());
        await Promise.all(rule.targets.map((target) => settings.deliver(rule, target, event)));
      });
    }
    return { ref: bus.name === defaultBus ? name : `${bus.name}|${name}`, attributes: { Arn: arn } };
  };

  const createArchive = (resource: ResolvedResource): ResourceHandle => {
    const { logicalId, properties } = resource;
    const bus = readBus(resource, properties['SourceArn']);
    const name = String(properties['ArchiveName'] ?? logicalId).slice(0, 48);
    const pattern = properties['EventPattern'];
    const matches = pattern === undefined ? () => true : compilePattern(pattern);
    bus.archives.push({ name, busArn: bus.arn, matches, count: 0 });
    return { ref: name, attributes: { Arn: `${prefix}:archive/${name}`, ArchiveName: name } };
  };

  return {
    resourceTypes: ['AWS::Events::EventBus', 'AWS::Events::Rule', 'AWS::Events::Archive'],
    create: async (resource) => {
      if (resource.type === 'AWS::Events::EventBus') return createBus(resource);
      return resource.type === 'AWS::Events::Rule' ? createRule(resource) : createArchive(resource);
    },
    findBus,
    buses: () => [...byName.values()],
    archives: () => [...byName.values()].flatMap((bus) => bus.archives),
  };
}
