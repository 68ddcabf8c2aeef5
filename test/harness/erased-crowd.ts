import { createMemoryErasureReceipts } from '../../adapters/memory/erasure-receipts.ts';
import { createMemoryErasureRegister } from '../../adapters/memory/erasure-register.ts';
import { createMemoryIdentityScanner } from '../../adapters/memory/identity-scanner.ts';
import { advanceProfiles } from '../../app/advance/advance-profile.ts';
import { sweepTimers } from '../../app/advance/sweep-timers.ts';
import type { ErasureReceipt } from '../../app/ports/erasure-receipts.ts';
import { continueErasure, type ErasureStores } from '../../app/rights/erase-person.ts';
import { requestErasure } from '../../app/rights/request-erasure.ts';
import { watchErasures } from '../../app/rights/watch-erasures.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { createRandom } from '../simulation/random.ts';
import { createProcess } from './actor.ts';
import { addMailers } from './crowd-mailer.ts';
import { emailOf, type Moment, momentOf, nameOf, personOf, publishCrowd, visitorOf } from './crowd-people.ts';
import { createCrowdQueues } from './crowd-queues.ts';
import { scanOf } from './crowd-scanner.ts';
import { type MailReportType, makeEventText, makeMailReport } from './events.ts';
import { createFeedbackWorker } from './feedback-worker.ts';
import { createMemoryEraser } from './memory-eraser.ts';
import { createMemoryStack } from './memory-stack.ts';

const MINUTE = 60_000;
const start = Date.parse('2026-11-20T10:00:00Z');
/** Of more people, only the keys of the erased one are scanned: the table in memory has no pages. */
const mostScanned = 1_000;
const salt = new Uint8Array(32).fill(7);

export interface SentMail {
  readonly person: number;
  readonly template: string;
  readonly id: string;
  /** The last check of the person began after the first pass of the erasure had ended. */
  readonly isLate: boolean;
}

export type Crowd = Awaited<ReturnType<typeof openCrowd>>;

export async function openCrowd(people: number, seed = 1) {
  const stack = createMemoryStack({ now: start });
  const { clock, ports, queues } = stack;
  const random = createRandom(seed, 'crowd');
  await publishCrowd(ports);
  const crowd = createCrowdQueues(stack, random);
  const { slow } = crowd;
  const register = createMemoryErasureRegister();
  const receipts = createMemoryErasureReceipts();
  const plain = {
    ...{ register, receipts, eraser: createMemoryEraser(stack), programs: ports.programStore },
    ...{ profiles: ports.profiles, identities: ports.identities, timeline: ports.timeline },
    ...{ merges: ports.merges, scanner: createMemoryIdentityScanner(ports) },
  } satisfies ErasureStores;
  const stores: ErasureStores = { ...slow(plain), scanner: plain.scanner };

  const firstPass = new Map<number, number>();
  const answers = new Map<number, ErasureReceipt[]>();
  const sent: SentMail[] = [];
  const reports: { readonly person: number; readonly text: string }[] = [];

  async function erase(person: number): Promise<void> {
    const scanner = people > mostScanned ? await scanOf(person, stack) : plain.scanner;
    const begun = await requestErasure(
      { ...stores, scanner },
      {
        ...{ person: `userId:${nameOf(person)}`, by: 'op', now: clock.now },
      },
    );
    if (begun === undefined) throw new Error(`There is no person ${person}.`);
    await continueErasure(stores, begun, clock.now, salt);
    if (!firstPass.has(person)) firstPass.set(person, crowd.readStep());
    answers.set(person, [...(answers.get(person) ?? []), begun]);
  }

  const begun = new Set<number>();
  let isOpen = false;
  /** Half of them end before the step goes on; some are requested twice at the same time. */
  async function reach(moment: Moment, person: number): Promise<void> {
    if (!isOpen || momentOf(person) !== moment || begun.has(person)) return;
    begun.add(person);
    const all = random.chance(0.2) ? [erase(person), erase(person)] : [erase(person)];
    const task = Promise.all(all);
    crowd.begin(task);
    if (random.chance(0.5)) await task.catch(() => undefined);
  }

  // Two processes of advance-profile, each with its caches.
  let created = 0;
  for (let worker = 0; worker < 2; worker++) {
    const profiles = {
      ...ports.profiles,
      async save(profile: Parameters<typeof ports.profiles.save>[0]) {
        if (profile.erasedAt === undefined) await reach('decided', personOf(profile.userId ?? ''));
        await ports.profiles.save(profile);
      },
    };
    const process = createProcess(slow({ ...ports, profiles }), {
      erasures: watchErasures(register, () => clock.now),
      // Another id for a person who is created again.
      makeProfileId: () => `P${String(++created).padStart(6, '0')}`,
    });
    crowd.add(['profile'], 10, (records) => advanceProfiles(process, records, clock.now));
  }

  const mailers = addMailers(stack, crowd, random, {
    call: (message, begunAt) => call(message, begunAt),
    onClaim: (message) =>
      reach(message.template === 'welcome' ? 'reserved' : 'reserved again', personOf(message.to)),
  });

  async function call(message: SendMessage, begunAt: number) {
    const person = personOf(message.to);
    await reach('called', person);
    const isLate = (firstPass.get(person) ?? Number.POSITIVE_INFINITY) < begunAt;
    sent.push({ person, template: message.template, id: message.id, isLate });
    for (const type of ['Delivery', 'Open', 'Bounce'] satisfies MailReportType[]) {
      if (type === 'Bounce' && momentOf(person) !== 'sent') continue;
      const { id, profileId, to } = message;
      const text = makeMailReport(type, { id, profileId, to, at: clock.now + 20_000 });
      reports.push({ person, text });
    }
    await reach('sent', person);
    return { kind: 'accepted', providerId: `ses-${sent.length}` } as const;
  }

  const feedback = createFeedbackWorker({ ...stack, ports: { ...ports, ...slow(pickFeedback()) } });
  crowd.add(['feedback'], 10, async (records) => {
    const failed = await feedback(records);
    return records
      .filter(({ messageId }) => failed.has(messageId))
      .map((record) => ({ record, retryAfter: 60 }));
  });
  function pickFeedback() {
    const { ledger, receipts: ofProviders, statistics, uses } = ports;
    return { ledger, receipts: ofProviders, statistics, uses };
  }

  const say = (id: string, name: string, detail: object) =>
    queues.get('profile').sendText(makeEventText({ id, name, at: clock.now, detail: { ...detail } }));
  /** Both: one process knows the visitor, and one the person. */
  const browserOf = (person: number) => (person % 4 === 0 ? visitorOf(person) : `${nameOf(person)}web`);
  const signUp = (person: number) => {
    const name = nameOf(person);
    const traits = { email: emailOf(person), city: `${name}city` };
    // What a visitor's profile may keep has no mark: it is not the person's.
    const properties = person % 4 === 0 ? {} : { note: `${name}note` };
    say(`up-${person}`, 'Signed Up', { userId: name, anonymousId: browserOf(person), traits, properties });
  };

  const all = Array.from({ length: people }, (_, person) => person);
  /** Few at a time, so that the queues stay short. */
  async function inWaves(act: (person: number) => void): Promise<void> {
    for (let from = 0; from < people; from += 100) {
      for (const person of random.shuffle(all.slice(from, from + 100))) act(person);
      await crowd.run();
    }
  }
  const feed = (isDue: (person: number) => boolean) => {
    for (const { person, text } of reports.splice(0)) {
      if (isDue(person)) queues.get('feedback').sendText(text);
      else reports.push({ person, text });
    }
  };

  return {
    ...{ stack, register, receipts, stores: plain, salt, sent, crowd, answers, people: all, erase },
    countUnsettled: mailers.countUnsettled,
    /** Everyone is known, and some visitors. One person was erased before: no process asks for the first time. */
    async open() {
      say('first', 'Account Created', { userId: 'first', traits: { email: 'first@example.com' } });
      await inWaves((person) => {
        const traits = { email: emailOf(person), city: `${nameOf(person)}city` };
        say(`in-${person}`, 'Account Created', { userId: nameOf(person), traits });
        if (person % 4 === 0) say(`see-${person}`, 'Page Viewed', { anonymousId: visitorOf(person) });
      });
      const first = await requestErasure(plain, { person: 'userId:first', by: 'op', now: clock.now });
      if (first !== undefined) await continueErasure(plain, first, clock.now, salt);
      clock.now += MINUTE;
      isOpen = true;
    },
    async welcome() {
      await inWaves((person) => {
        void reach('queued', person);
        for (let times = random.integer(1, 2); times > 0; times--) signUp(person);
        feed((other) => momentOf(other) !== 'sent');
      });
    },
    async wake() {
      clock.now += 130 * MINUTE;
      const sweep = { wakeShards: 4, remainingMilliseconds: () => 60_000, telemetry: silentTelemetry };
      await sweepTimers({ ...ports, ...sweep }, clock.now);
      for (const person of all) crowd.begin(reach('woken', person));
      await crowd.run();
      feed((person) => momentOf(person) !== 'sent');
      await crowd.run();
    },
    /** Reports, repeats of old events and events of each id. */
    async comeLate() {
      feed(() => true);
      await inWaves((person) => {
        signUp(person);
        if (momentOf(person) === 'kept') return;
        say(`late-${person}-${clock.now}`, 'Signed Up', {
          userId: nameOf(person),
          properties: { note: nameOf(person) },
        });
        say(`mail-${person}-${clock.now}`, 'Signed Up', { traits: { email: emailOf(person) } });
        // Of the other ones, no event has ever bound the browser to the person.
        if (person % 4 !== 0 && !['queued', 'decided'].includes(momentOf(person)))
          say(`web-${person}-${clock.now}`, 'Signed Up', { anonymousId: browserOf(person) });
      });
    },
  };
}
