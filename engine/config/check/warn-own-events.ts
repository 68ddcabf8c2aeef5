/**
 * Warns of triggers by events that Percorso itself puts on the bus: without their source, another system's events with
 * the same name count too, and most of them a reader can cause as often as the reader likes.
 */
import type { JourneyDocument } from '../../model/documents/journey-document.ts';
import type { RuleDocument } from '../../model/documents/rule-document.ts';
import { outcomeNames } from '../../model/outcome-names.ts';
import type { Finding } from '../problems/problem.ts';

const linkRequested = 'Preferences Link Requested';
const replied = 'Message Replied';
const consentStated = 'Consent Stated';

/** Only with source `percorso` they are Percorso's. */
const ownEvents: ReadonlySet<string> = new Set([
  ...Object.values(outcomeNames),
  replied,
  consentStated,
  linkRequested,
]);

/** A reply, a tap, a form and each call of a link is one more. */
const repeatable: ReadonlySet<string> = new Set([
  outcomeNames.clicked,
  outcomeNames.opened,
  'Push Notification Tapped',
  replied,
  consentStated,
  linkRequested,
]);

/** Warnings. */
export function warnOwnEvents({
  trigger,
  ...document
}: Pick<RuleDocument, 'trigger'> & Partial<RuleDocument>): Finding[] {
  const isSending = document.actions?.some((action) => 'send' in action) ?? false;
  const isLimited = !isSending || document.limit !== undefined;
  return warnTrigger(trigger, isLimited ? undefined : ['limit', 'limit: { times: 1, within: P1D }']);
}

/** Warnings. Without `reentry`, a person enters once. */
export function warnOwnEntries({
  trigger,
  reentry,
}: Pick<JourneyDocument, 'trigger' | 'reentry'>): Finding[] {
  const isLimited = reentry === undefined || (reentry.limit ?? reentry.interval) !== undefined;
  return warnTrigger(trigger, isLimited ? undefined : ['reentry', 'reentry: { interval: P1D }']);
}

/** `limit`: the field that limits how often it acts, and how to write it; undefined where nothing needs one. */
function warnTrigger(
  trigger: RuleDocument['trigger'] | JourneyDocument['trigger'],
  limit: readonly [field: string, example: string] | undefined,
): Finding[] {
  if (!('event' in trigger)) return [];
  const names = [trigger.event].flat();
  const own = names.find((name) => ownEvents.has(name));
  const repeated = limit && names.find((name) => repeatable.has(name));
  const findings: Finding[] = [];
  if (own !== undefined && trigger.source === undefined)
    findings.push({
      segments: ['trigger'],
      received: own,
      remedy: `Percorso puts "${own}" on the bus itself, and an event of this name from any other source acts too: add "source: percorso" to the trigger.`,
      code: 'source_missing',
      severity: 'warning',
    });
  if (limit !== undefined && repeated !== undefined)
    findings.push({
      segments: ['trigger'],
      received: repeated,
      remedy: `A reader can cause "${repeated}" any number of times, and each time this document acts again: add a ${limit[0]}, such as "${limit[1]}".`,
      code: 'limit_missing',
      severity: 'warning',
    });
  return findings;
}
