import { describe, expect, it } from 'vitest';
import type { MessageLedger } from '../../../app/ports/message-ledger.ts';
import type { MessageClass } from '../../../engine/model/effects.ts';
import { type Fault, type FaultKind, faultKinds } from '../../harness/faults.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import {
  countTotal,
  createSendingSetup,
  makeMessage,
  renderInProcess,
  type SendingSetup,
} from '../../harness/sending-setup.ts';
import { createSmsSender } from '../../harness/sms-sender.ts';

type Ports = SendingSetup['ports'];
/** Turns the right ports into those of a sender that is broken in one way. */
type Break = (ports: Ports) => Ports;

const tenMinutes = 600_000;
const sandbox = renderInProcess();

/** Delivers the message twice at once and through the faults, and lists which promises did not hold. */
async function explore(kind: MessageClass, faults: readonly Fault[], breakPorts: Break) {
  const setup = await createSendingSetup(faults);
  const send = createSmsSender(setup, { ports: breakPorts(setup.ports), sandbox });
  const message = makeMessage({ class: kind });
  const report = await drainQueue(setup, send, [message]);
  return {
    setup,
    violations: [...(await findViolations(setup, kind, faults)), ...report.dead.map(() => 'dead')],
  };
}

async function findViolations(
  setup: SendingSetup,
  kind: MessageClass,
  faults: readonly Fault[],
): Promise<string[]> {
  const message = makeMessage();
  const stored = await setup.ledger.read(message.profileId, message.id);
  const violations: string[] = [];
  const check = (holds: boolean, promise: string) => {
    if (!holds) violations.push(promise);
  };
  const [first, ...repeats] = setup.sent;
  check(stored !== undefined && !['claimed', 'released'].includes(stored.state), 'it is settled');
  check(stored?.state !== 'sent' || first !== undefined, 'what is shown as sent was sent');
  check(stored?.state !== 'unknown' || faults.length > 0, 'nothing is unknown without a fault');
  check(countTotal(setup) === 1, 'it is counted exactly once');
  if (kind === 'promotional') {
    check(repeats.length === 0, 'a promotional message is never sent twice');
    check(first !== undefined || stored?.state === 'unknown', 'it is sent, or known to be unknown');
  } else {
    check(first !== undefined, 'a transactional message is sent');
    check(repeats.length <= faults.length, 'it is sent again only for a fault');
    const isPatient = repeats.every(({ at }, index) => at - (setup.sent[index]?.at ?? 0) >= tenMinutes);
    check(isPatient, 'it is sent again only after feedback had its time');
  }
  const { providerId = '' } = stored ?? {};
  const owner = await setup.receipts.find('sms-voice', providerId);
  const isOwned = owner?.messageId === message.id && owner.profileId === message.profileId;
  check(providerId === '' || isOwned, 'reports on it find it');
  const isReported = setup.events.some(({ id }) => id === `${message.id}:${stored?.state}`);
  check(stored?.state === 'unknown' || isReported, 'its outcome is reported');
  return violations;
}

const unbroken: Break = (ports) => ports;

async function listCalls(kind: MessageClass, faults: readonly Fault[], breakPorts: Break) {
  return (await explore(kind, faults, breakPorts)).setup.injector.calls;
}

/** Every call that comes after those faults × everything that can happen to it. */
async function listFaults(
  kind: MessageClass,
  after: readonly Fault[],
  breakPorts: Break,
  kinds: readonly FaultKind[] = faultKinds,
): Promise<readonly Fault[]> {
  const calls = await listCalls(kind, after, breakPorts);
  return calls
    .flatMap((name, index) =>
      kinds
        // The provider is called once, never by a retry of the SDK.
        .filter((fault) => fault !== 'is repeated' || name !== 'provider.send')
        .map((fault) => ({ call: index + 1, kind: fault })),
    )
    .filter(({ call }) => after.every((earlier) => earlier.call < call));
}

async function exploreAll(kind: MessageClass, breakPorts: Break): Promise<string[]> {
  const found: string[] = [];
  const single = (await listFaults(kind, [], breakPorts)).map((fault) => [fault]);
  for (const faults of [[], ...single]) {
    const { violations } = await explore(kind, faults, breakPorts);
    found.push(...violations.map((violation) => `${JSON.stringify(faults)}: ${violation}`));
  }
  return found;
}

describe.each(['promotional', 'transactional'] as const)('a %s message', (kind) => {
  it('keeps every guarantee when any one call fails before, fails after, or the process dies there', async () => {
    expect(await listCalls(kind, [], unbroken)).toContain('provider.send');
    expect(await exploreAll(kind, unbroken)).toEqual([]);
  });

  it('keeps every guarantee when a second fault occurs during the repair', async () => {
    const found: string[] = [];
    for (const first of await listFaults(kind, [], unbroken, lasting)) {
      for (const second of await listFaults(kind, [first], unbroken, lasting)) {
        const { violations } = await explore(kind, [first, second], unbroken);
        found.push(...violations.map((violation) => `${JSON.stringify([first, second])}: ${violation}`));
      }
    }
    expect(found).toEqual([]);
  });
});

/** Repeats leave nothing to heal, and a time-out after is a failure after. */
const lasting = faultKinds.filter((kind) => kind !== 'is repeated' && kind !== 'times out after');

describe('the same exploration catches a faulty sender', () => {
  const withLedger = (ports: Ports, changes: Partial<MessageLedger>): Ports => {
    const base = ports.ledger;
    const ledger: MessageLedger = {
      wait: base.wait,
      claim: base.claim,
      read: base.read,
      reclaim: base.reclaim,
      settle: base.settle,
      recount: base.recount,
      recordOutcome: base.recordOutcome,
      recordClicks: base.recordClicks,
      recountOutcome: base.recountOutcome,
      ...changes,
    };
    return { ...ports, ledger };
  };

  const broken: readonly (readonly [string, MessageClass, Break])[] = [
    [
      'calling the provider before claiming',
      'promotional',
      (ports) => {
        let early: ReturnType<Ports['provider']['send']> | undefined;
        return withLedger(
          {
            ...ports,
            provider: { send: (message, rendered) => early ?? ports.provider.send(message, rendered) },
          },
          {
            async claim(message, ...rest) {
              if (message.kind === 'SendMessage') early = ports.provider.send(message, { body: 'x' });
              await early;
              return ports.ledger.claim(message, ...rest);
            },
          },
        );
      },
    ],
    [
      'settling before the call',
      'promotional',
      (ports) =>
        withLedger(ports, {
          async claim(message, batch, now, expiresAt) {
            const isOurs = await ports.ledger.claim(message, batch, now, expiresAt);
            const settlement = { state: 'sent', batch, at: now } as const;
            if (isOurs) await ports.ledger.settle(message.profileId, message.id, 1, settlement);
            return isOurs;
          },
        }),
    ],
    [
      'claiming without a condition',
      'promotional',
      (ports) =>
        withLedger(ports, {
          async claim(...args) {
            await ports.ledger.claim(...args);
            return true;
          },
          settle: async (profileId, messageId, attempt, settlement) => {
            await ports.ledger.settle(profileId, messageId, attempt, settlement);
            return true;
          },
        }),
    ],
    [
      'sending again at once what is unknown',
      'transactional',
      (ports) =>
        withLedger(ports, {
          async read(profileId, messageId) {
            const stored = await ports.ledger.read(profileId, messageId);
            return stored?.state === 'claimed' ? { ...stored, state: 'released' } : stored;
          },
        }),
    ],
    [
      'not noting whose the provider’s id is',
      'promotional',
      (ports) => ({ ...ports, receipts: { ...ports.receipts, keep: async () => undefined } }),
    ],
    [
      'counting every settlement found',
      'promotional',
      (ports) => ({ ...ports, statistics: { put: ports.statistics.put, has: async () => false } }),
    ],
  ];

  it.each(broken)('%s', async (_name, kind, breakPorts) => {
    expect(await exploreAll(kind, breakPorts)).not.toEqual([]);
  });
});
