/** Facts about addresses in memory: for tests and the simulator. */

import type { AddressBook, AddressClaim } from '../../app/ports/address-book.ts';
import {
  type AddressStatements,
  type UnreportedStatement,
  unreportedPartitions,
} from '../../app/ports/address-statements.ts';
import type { AddressUses } from '../../app/ports/address-uses.ts';
import type { SuppressedAddress, SuppressedAddresses } from '../../app/ports/suppressed-addresses.ts';
import { hashToInteger } from '../../engine/base/hash.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import {
  type AddressConsent,
  type DeviceHolder,
  isLaterHolder,
  type SoftBounce,
} from '../../engine/model/address-statement.ts';
import { type Channel, isChannel } from '../../engine/model/channels.ts';
import { addressClaimPartition, addressKey, parseAddressKey } from '../keys.ts';

interface Known {
  isSuppressed: boolean;
  reason?: string;
  hasComplained?: true;
  isShared: boolean;
  isListed?: true;
  holder?: DeviceHolder;
  readonly consents: Map<string, AddressConsent>;
  /** By the JSON text of their event. */
  /** By profile, then by consent key. */
  readonly stated: Map<string, Map<string, AddressConsent>>;
  readonly unreported: Map<string, UnreportedStatement>;
  readonly bounces: Map<string, SoftBounce>;
  deliveredAt?: number;
  heardAt?: number;
  usedAt?: number;
}

export interface MemoryAddressBook extends AddressBook, AddressStatements, AddressUses, SuppressedAddresses {
  /** Every address with the profiles that its item names. */
  listNamed(): readonly { readonly key: string; readonly profileIds: readonly string[] }[];
  /** Removes the item of an address; false: there was none. */
  forget(channel: Channel, address: string): boolean;
  /** Likewise for the claim of a run on it. */
  forgetClaim(run: string, channel: Channel, address: string): boolean;
  /** What is stored, each item as text. */
  listStored(): readonly string[];
}

export function createMemoryAddressBook(): MemoryAddressBook {
  const known = new Map<string, Known>();
  const claims = new Map<string, AddressClaim>();
  const open = (key: string): Known => {
    const found: Known = known.get(key) ?? {
      isSuppressed: false,
      isShared: false,
      consents: new Map(),
      stated: new Map(),
      unreported: new Map(),
      bounces: new Map(),
    };
    known.set(key, found);
    return found;
  };
  return {
    async read(channel, address) {
      const found = known.get(addressKey(channel, address));
      if (found === undefined) return undefined;
      const {
        consents,
        bounces,
        deliveredAt = 0,
        stated: _stated,
        unreported: _unreported,
        reason: suppressedBy,
        ...facts
      } = found;
      const states = [...consents].map(([key, { state }]) => [key, state] as const);
      const listMoments = (wanted: AddressConsent['state'] | 'confirmed') => {
        const said = [...consents].filter(([, { state, confirmed }]) =>
          wanted === 'confirmed' ? confirmed === true : state === wanted,
        );
        return said.length === 0 ? undefined : Object.fromEntries(said.map(([key, { at }]) => [key, at]));
      };
      const softBounces = [...bounces.values()].filter(({ at }) => at > deliveredAt);
      return {
        ...facts,
        ...omitAbsent({
          suppressedBy,
          deniedAt: listMoments('denied'),
          grantedAt: listMoments('granted'),
          confirmedAt: listMoments('confirmed'),
          softBounces: softBounces.length === 0 ? undefined : softBounces,
        }),
        consents: Object.fromEntries(states),
      };
    },
    async keep(statement) {
      const found = open(addressKey(statement.channel, statement.address));
      if (statement.kind === 'suppressed' && statement.reason === 'complained') found.hasComplained = true;
      else if (statement.kind === 'suppressed') {
        found.isSuppressed = true;
        found.reason = statement.reason;
      }
      if (statement.kind === 'holder' && (!found.holder || isLaterHolder(statement.holder, found.holder)))
        found.holder = statement.holder;
      if (statement.kind === 'heard') found.heardAt = Math.max(statement.at, found.heardAt ?? 0);
      if (statement.kind === 'shared') found.isShared = true;
      if (statement.kind === 'listed') found.isListed = true;
      if (statement.kind === 'softBounce') found.bounces.set(statement.bounce.report, statement.bounce);
      if (statement.kind === 'delivered' && statement.at > (found.deliveredAt ?? 0)) {
        found.deliveredAt = statement.at;
        for (const report of statement.forgotten ?? []) found.bounces.delete(report);
      }
      if (statement.kind !== 'consent') return;
      const before = found.consents.get(statement.key);
      if (before === undefined || isGreater(statement.consent, before)) {
        found.consents.set(statement.key, statement.consent);
      }
    },
    async keepUse({ channel, address, at, withdrawn = [] }) {
      const found = open(addressKey(channel, address));
      if (found.usedAt !== undefined && withdrawn.includes(found.usedAt)) delete found.usedAt;
      if (at !== undefined) found.usedAt = Math.max(at, found.usedAt ?? at);
    },
    async release(channel, address) {
      const found = known.get(addressKey(channel, address));
      const isReleased = found?.isSuppressed === true || found?.hasComplained === true;
      if (found !== undefined) {
        found.isSuppressed = false;
        delete found.hasComplained;
        delete found.reason;
      }
      return isReleased;
    },
    async list() {
      const addresses = [...known].flatMap(([key, { reason, hasComplained }]): SuppressedAddress[] => {
        const { channel, address } = parseAddressKey(key);
        const reasons = [reason, hasComplained && 'complained'].filter((each) => each !== undefined);
        return isChannel(channel) && reasons.length > 0 ? [{ channel, address, reasons }] : [];
      });
      return { addresses };
    },
    listNamed: () =>
      [...known].map(([key, { holder, stated, unreported }]) => {
        const waiting = [...unreported.values()].map(({ event }) => event.profileId);
        const all = [holder?.profileId, holder?.former, ...stated.keys(), ...waiting];
        return { key, profileIds: [...new Set(all.filter((each) => each !== undefined))] };
      }),
    forget: (channel, address) => known.delete(addressKey(channel, address)),
    forgetClaim: (run, channel, address) => claims.delete(addressClaimPartition(run, channel, address)),
    listStored: () => [
      ...[...known].map(([key, { consents, stated, unreported, bounces, ...facts }]) =>
        JSON.stringify([key, facts, ...[consents, stated, unreported, bounces].map((each) => [...each])]),
      ),
      ...[...claims].map((claim) => JSON.stringify(claim)),
    ],
    async claim(run, { id, channel, to }, expiresAt, now) {
      const key = addressClaimPartition(run, channel, to);
      const claimed = claims.get(key);
      if (claimed !== undefined && claimed.id !== id && claimed.expiresAt > now) return false;
      claims.set(key, { id, expiresAt });
      return true;
    },
    readClaim: async (run, channel, address) => claims.get(addressClaimPartition(run, channel, address)),
    async state({ channel, address, denied, shown = {}, event }) {
      const found = open(addressKey(channel, address));
      const stated = found.stated.get(event.profileId) ?? new Map<string, AddressConsent>();
      found.stated.set(event.profileId, stated);
      for (const [key, state] of Object.entries(shown)) stated.set(key, { state, at: event.occurredAt });
      for (const key of denied) found.consents.set(key, { state: 'denied', at: event.occurredAt });
      found.unreported.set(JSON.stringify(event), { channel, address, event });
      return true;
    },
    async readStated(channel, address, profileId) {
      return Object.fromEntries(known.get(addressKey(channel, address))?.stated.get(profileId) ?? []);
    },
    async markReported({ channel, address, event }) {
      known.get(addressKey(channel, address))?.unreported.delete(JSON.stringify(event));
    },
    async listUnreported(partition, before) {
      const statements = [...known]
        .filter(([key]) => hashToInteger(key) % unreportedPartitions === partition)
        .flatMap(([, { unreported }]) => [...unreported.values()])
        .filter(({ event }) => event.occurredAt < before)
        .sort((left, right) => left.event.occurredAt - right.event.occurredAt);
      return { statements };
    },
  };
}

/** The later one; of two at one moment, the stricter. */
function isGreater(next: AddressConsent, than: AddressConsent): boolean {
  const rank = ({ state, confirmed }: AddressConsent) =>
    state === 'denied' ? 2 : confirmed === true ? 1 : 0;
  return next.at > than.at || (next.at === than.at && rank(next) > rank(than));
}
