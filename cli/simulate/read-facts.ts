/** Reads `person.json`: the facts about a person at the start of a simulation. */

import { isObject, type Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { readConsentKey } from '../../engine/channels/consent-key.ts';
import { readConsentState } from '../../engine/channels/stated-consents.ts';
import type { ConsentState } from '../../engine/model/profile.ts';
import type { SimulatedFacts } from '../../engine/simulate/make-simulated-profile.ts';
import { readTextFile } from '../files/read-text.ts';
import { UsageError } from '../terminal/command-result.ts';

const example = '{ "userId": "anna", "traits": { "email": "a@example.com" }, "consent": { "email": true } }';

/** Throws UsageError, which names file, field and value. */
export function readFacts(file: string, directory: string): SimulatedFacts {
  const value = readJson(file, directory);
  if (!isObject(value)) throw makeFileError(file, 'is not a JSON object', example);
  const { userId, traits = {}, consent = {}, accounts, ...others } = value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    const remedy =
      'The allowed fields are userId, traits, consent and accounts. Put earlier history into the events.';
    throw makeFileError(file, `has "${unknown}", which is not a known field`, remedy);
  }
  if (userId !== undefined && (typeof userId !== 'string' || userId === '')) {
    throw makeFileError(file, `userId: received ${JSON.stringify(userId)}`, 'Write a text, as in "anna".');
  }
  if (!isObject(traits)) throw makeFileError(file, `traits: received ${JSON.stringify(traits)}`, example);
  return {
    ...omitAbsent({ userId }),
    traits: traits as Readonly<Record<string, Json>>,
    consent: readConsent(consent, file),
    ...omitAbsent({ accounts: accounts === undefined ? undefined : readAccounts(accounts, file) }),
  };
}

function readAccounts(accounts: unknown, file: string): NonNullable<SimulatedFacts['accounts']> {
  const remedy = 'Give the traits of each account by its id: { "acme": { "name": "Acme" } }.';
  if (!isObject(accounts))
    throw makeFileError(file, `accounts: received ${JSON.stringify(accounts)}`, remedy);
  for (const [id, traits] of Object.entries(accounts)) {
    if (!isObject(traits))
      throw makeFileError(file, `accounts.${id}: received ${JSON.stringify(traits)}`, remedy);
  }
  return accounts as NonNullable<SimulatedFacts['accounts']>;
}

function readJson(file: string, directory: string): unknown {
  const text = readTextFile(file, directory, `Name a JSON file such as ${example}`);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw makeFileError(file, `is not JSON (${error.message})`, example);
    throw error;
  }
}

function readConsent(consent: unknown, file: string): Readonly<Record<string, ConsentState>> {
  const remedy = 'Give true or false per channel or topic: { "email": true, "email/news": false }.';
  if (!isObject(consent)) throw makeFileError(file, `consent: received ${JSON.stringify(consent)}`, remedy);
  return Object.fromEntries(
    Object.entries(consent).map(([channel, value]) => {
      const [key, state] = [readConsentKey(channel), readConsentState(value)];
      if (key !== undefined && state !== undefined) return [key, state];
      throw makeFileError(file, `consent.${channel}: received ${JSON.stringify(value)}`, remedy);
    }),
  );
}

function makeFileError(file: string, problem: string, remedy: string): UsageError {
  return new UsageError(`${file} ${problem}.`, remedy.startsWith('{') ? `Write it as in ${remedy}` : remedy);
}
