/** Facts about addresses in memory: for tests and the simulator. */

import type { AddressBook } from '../../app/ports/address-book.ts';
import type { Consent } from '../../engine/model/profile.ts';
import { addressClaimPartition, addressKey } from '../keys.ts';

interface Known {
  isSuppressed: boolean;
  hasComplained?: true;
  isShared: boolean;
  readonly consents: Map<string, Consent>;
}

export function createMemoryAddressBook(): AddressBook {
  const known = new Map<string, Known>();
  const claims = new Map<string, string>();
  return {
    async read(channel, address) {
      const found = known.get(addressKey(channel, address));
      if (found === undefined) return undefined;
      const { consents, ...facts } = found;
      const states = [...consents].map(([key, { state }]) => [key, state] as const);
      return { ...facts, consents: Object.fromEntries(states) };
    },
    async keep(statement) {
      const key = addressKey(statement.channel, statement.address);
      const found: Known = known.get(key) ?? { isSuppressed: false, isShared: false, consents: new Map() };
      known.set(key, found);
      if (statement.kind === 'suppressed' && statement.reason === 'complained') found.hasComplained = true;
      else if (statement.kind === 'suppressed') found.isSuppressed = true;
      if (statement.kind === 'shared') found.isShared = true;
      if (statement.kind !== 'consent') return;
      const before = found.consents.get(statement.key);
      const { at, state } = statement.consent;
      if (before === undefined || at > before.at || (at === before.at && state === 'denied')) {
        found.consents.set(statement.key, statement.consent);
      }
    },
    async claim(run, { id, channel, to }) {
      const key = addressClaimPartition(run, channel, to);
      const owner = claims.get(key) ?? id;
      claims.set(key, owner);
      return owner === id;
    },
  };
}
