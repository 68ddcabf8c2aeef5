/** Receives replies in memory, under faults: a reply is delivered again until an attempt ends well. */
import { createMemoryAddressBook } from '../../adapters/memory/address-book.ts';
import { createMemoryDoubtfulReplies } from '../../adapters/memory/doubtful-replies.ts';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import { createMemoryProfileStore } from '../../adapters/memory/profile-store.ts';
import { createMemoryProviderReceipts } from '../../adapters/memory/provider-receipts.ts';
import type { ProviderAnswer } from '../../app/ports/providers.ts';
import type { Answer } from '../../app/ports/replies.ts';
import { receiveReply } from '../../app/replies/receive-reply.ts';
import type { Reply, ReplyPorts } from '../../app/replies/reply.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { defaultPolicy } from '../../engine/model/documents/policy-document.ts';
import type { ReplyPolicy } from '../../engine/model/documents/reply-policy.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import { createFaultInjector, type Fault } from './faults.ts';

export const phone = '+393331234567';
export const ourNumber = '+390212345678';
const start = Date.parse('2026-11-20T10:00:00Z');

export interface ReplyStackOptions {
  readonly policy?: ReplyPolicy;
  readonly faults?: readonly Fault[];
  readonly isProviderAnswering?: boolean;
  /** Of the next calls for an answer; accepted after them. */
  readonly results?: ProviderAnswer[];
}

export function createReplyStack({
  policy = {},
  faults = [],
  isProviderAnswering = false,
  results = [],
}: ReplyStackOptions = {}) {
  const addresses = createMemoryAddressBook();
  const clock = { now: start };
  const events: EmitEvent[] = [];
  const answers: Answer[] = [];
  const optOuts = new Set<string>();
  const doubtful = createMemoryDoubtfulReplies();
  const ports = {
    addresses,
    identities: createMemoryIdentityStore(addresses),
    receipts: createMemoryProviderReceipts(),
    profiles: createMemoryProfileStore(),
    events: {
      async put(put: readonly EmitEvent[]) {
        for (const event of put) if (!events.some((known) => isSame(known, event))) events.push(event);
        return [];
      },
    },
    doubtful,
    answers: {
      async send(answer: Answer): Promise<ProviderAnswer> {
        const result = results.shift() ?? { kind: 'accepted', providerId: `a-${answers.length}` };
        if (result.kind === 'accepted') answers.push(answer);
        return result;
      },
    },
    optOuts: {
      async add(address: string) {
        optOuts.add(address);
      },
      async remove(address: string) {
        optOuts.delete(address);
        return 'removed' as const;
      },
    },
  } satisfies ReplyPorts;
  const injector = createFaultInjector(...faults);
  let attempts = 0;

  async function attempt(reply: Reply): Promise<void> {
    attempts += 1;
    await receiveReply(reply, {
      ...injector.wrap(ports, { isDead: false }),
      policy: async () => ({ ...defaultPolicy, replies: policy }),
      provider: 'sms-voice',
      isProviderAnswering,
      attempt: `attempt-${attempts}`,
      telemetry: silentTelemetry,
      now: () => clock.now,
    });
  }

  return {
    ports,
    clock,
    events,
    answers,
    optOuts,
    injector,
    /** Until an attempt ends well, at most five times. Milliseconds after the start. */
    async receive(text: string, after: number, own: Partial<Reply> = {}): Promise<void> {
      const at = start + after;
      const reply = {
        id: `r-${after}`,
        channel: 'sms',
        from: phone,
        to: ourNumber,
        text,
        at,
        ...own,
      } as const;
      for (let round = 1; ; round++) {
        try {
          return await attempt(reply);
        } catch (error) {
          if (round === 5) throw error;
          clock.now += 1000;
        }
      }
    },
    /** What a sender reads. */
    async readStop(address = phone): Promise<string | undefined> {
      return (await addresses.read('sms', address, { consistent: true }))?.consents['sms:!stop'];
    },
    listDoubtful: async () => (await doubtful.list(undefined)).replies,
  };
}

export type ReplyStack = ReturnType<typeof createReplyStack>;

/** The profile counts an event once, by its id. */
function isSame(left: EmitEvent, right: EmitEvent): boolean {
  return left.id === right.id && left.profileId === right.profileId;
}
