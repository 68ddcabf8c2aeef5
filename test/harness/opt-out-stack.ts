/** Reads a provider's opt-out list in memory, under faults: a run that fails is repeated. */
import { createMemoryAddressBook } from '../../adapters/memory/address-book.ts';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import { createMemoryReadingPositions } from '../../adapters/memory/reading-positions.ts';
import { reconcileOptOuts } from '../../app/feedback/reconcile-opt-outs.ts';
import { reportStatements } from '../../app/feedback/report-statements.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import { createFaultInjector, type Fault } from './faults.ts';

export const start = Date.parse('2026-11-20T10:00:00Z');

export interface OptOutStackOptions {
  readonly pageSize?: number;
  readonly faults?: readonly Fault[];
}

export function createOptOutStack({ pageSize = 2, faults = [] }: OptOutStackOptions = {}) {
  const addresses = createMemoryAddressBook();
  const identities = createMemoryIdentityStore(addresses);
  /** The provider's list: number to moment. */
  const list = new Map<string, number>();
  const events: EmitEvent[] = [];
  const cursors: (string | undefined)[] = [];
  const waits: number[] = [];
  let oldest = '';
  const ports = {
    identities,
    statements: addresses,
    positions: createMemoryReadingPositions(),
    events: {
      async put(put: readonly EmitEvent[]) {
        events.push(...put);
        return [];
      },
    },
    optOuts: {
      async list(cursor: string | undefined) {
        cursors.push(cursor);
        if (cursor !== undefined && cursor < oldest) return undefined;
        const rest = [...list].filter(([number]) => number > (cursor ?? '')).sort();
        const page = rest.slice(0, pageSize);
        const last = rest.length > pageSize ? page.at(-1)?.[0] : undefined;
        const numbers = page.map(([address, at]) => ({ address, at }));
        return { numbers, ...(last === undefined ? {} : { cursor: last }) };
      },
    },
  };
  const injector = createFaultInjector(...faults);
  const keep = (address: string, state: 'denied' | 'granted', at: number) =>
    addresses.keep({ channel: 'sms', address, kind: 'consent', key: 'sms:!stop', consent: { state, at } });

  return {
    ports,
    list,
    events,
    cursors,
    waits,
    injector,
    keep,
    /** The provider no longer accepts cursors before this one. */
    expire(before: string): void {
      oldest = before;
    },
    /** One invocation of the function. */
    async run(): Promise<void> {
      const wrapped = injector.wrap(ports, { isDead: false });
      const wait = async (duration: number) => {
        waits.push(duration);
      };
      await reconcileOptOuts(wrapped, { telemetry: silentTelemetry, wait });
      await reportStatements(wrapped, silentTelemetry, start + 86_400_000);
    },
    /** What a sender reads: the state, and since when. */
    async readStop(address: string): Promise<readonly [string, number] | undefined> {
      const record = await addresses.read('sms', address, { consistent: true });
      const state = record?.consents['sms:!stop'];
      const at = record?.deniedAt?.['sms:!stop'] ?? record?.grantedAt?.['sms:!stop'];
      return state === undefined || at === undefined ? undefined : [state, at];
    },
  };
}

export type OptOutStack = ReturnType<typeof createOptOutStack>;
