/** One configuration set: it sends, its events reach the default event bus, and it suppresses what its class must. */
import type { ConfigurationSet, EventDestination, StageAccount } from '../ports/stage-account.ts';
import { createFinding, type Finding } from './finding.ts';

/** Without them, messages have no outcome, and bounces and complaints suppress no address. */
const neededEvents = ['SEND', 'REJECT', 'BOUNCE', 'COMPLAINT', 'DELIVERY'];

/** A complaint about a newsletter must not stop a password reset. */
export function listNeededSuppressions(name: string): readonly string[] {
  return name.endsWith('-transactional') ? ['BOUNCE'] : ['BOUNCE', 'COMPLAINT'];
}

export async function checkConfigurationSet(
  name: string,
  account: Pick<StageAccount, 'readConfigurationSet' | 'listEventDestinations'>,
): Promise<Finding[]> {
  const set = await account.readConfigurationSet(name);
  if (set === undefined) return [createFinding('configuration_set_missing', { about: name })];
  if (!set.isEnabled) return [createFinding('configuration_set_disabled', { about: name })];
  return [checkEvents(name, await account.listEventDestinations(name)), ...checkSuppression(name, set)];
}

function checkEvents(name: string, destinations: readonly EventDestination[]): Finding {
  const published = new Set(
    destinations
      .filter(({ isEnabled, isDefaultBus }) => isEnabled && isDefaultBus)
      .flatMap(({ eventTypes }) => eventTypes),
  );
  const missing = neededEvents.filter((type) => !published.has(type));
  return missing.length === 0
    ? createFinding('events_ok', { about: name })
    : createFinding('events_missing', { about: name, missing: missing.join(', ') });
}

function checkSuppression(name: string, { suppressedReasons }: ConfigurationSet): Finding[] {
  // Without reasons of its own, the account's apply, and these are checked apart.
  if (suppressedReasons === undefined) return [];
  const missing = listNeededSuppressions(name).filter((reason) => !suppressedReasons.includes(reason));
  return [
    missing.length === 0
      ? createFinding('suppression_ok', { about: name })
      : createFinding('suppression_incomplete', { about: name, missing: missing.join(' ') }),
  ];
}
