/** What must hold after a crowd was erased while it was mailed: what is wrong, in words. */

import { createMemoryDoubtfulReplies } from '../../adapters/memory/doubtful-replies.ts';
import { createMemoryErasureSweeps } from '../../adapters/memory/erasure-receipts.ts';
import { createMemoryRejectedStore } from '../../adapters/memory/rejected-store.ts';
import { erasePeople } from '../../app/rights/erase-people.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { momentOf, nameOf } from './crowd-people.ts';
import { type Crowd, openCrowd } from './erased-crowd.ts';

const HOUR = 3_600_000;
const isErased = (person: number) => momentOf(person) !== 'kept';

/** The whole life of a crowd. `onStep`: its name, before it begins. */
export async function mailAndErase(
  people: number,
  seed: number,
  onStep: (step: string) => void = () => undefined,
): Promise<Crowd> {
  const crowd = await openCrowd(people, seed);
  const steps = [
    ['the people are known', crowd.open],
    ['the first message', crowd.welcome],
    ['the second message', crowd.wake],
    ['late events', crowd.comeLate],
    ['the second passes and the sweeps', () => finishErasures(crowd)],
    ['late events again', crowd.comeLate],
  ] as const;
  for (const [name, run] of steps) {
    onStep(name);
    await run();
  }
  return crowd;
}

/** The function erase-people, each hour, until every erasure is complete. */
async function finishErasures({ stack, stores, salt }: Crowd): Promise<void> {
  const { receipts, register, programs } = stores;
  const sweeps = createMemoryErasureSweeps();
  const files = { rejected: createMemoryRejectedStore(), replies: createMemoryDoubtfulReplies() };
  const deadLetters = {
    listQueues: async () => [],
    countHidden: async () => 0,
    receive: async () => [],
    remove: async () => undefined,
    show: async () => undefined,
  };
  for (let hour = 0; hour < 200; hour++) {
    stack.clock.now += HOUR;
    const open = await erasePeople(
      {
        ...stores,
        openSweep: async () => ({
          ...{ receipts, register, programs, sweeps, deadLetters, timelineDays: 400 },
          ...files,
        }),
      },
      {
        now: () => stack.clock.now,
        remainingMilliseconds: () => Number.POSITIVE_INFINITY,
        telemetry: silentTelemetry,
        makeSalt: () => salt,
      },
    );
    if (open.length === 0) return;
  }
  throw new Error('The erasures do not end.');
}

/** Everything that is stored, as text: its place first. */
function* readStored({ stack }: Pick<Crowd, 'stack'>): Generator<string> {
  const { ports, tables, queues } = stack;
  for (const [id, item] of ports.profiles.items) yield `profile ${id} ${JSON.stringify(item)}`;
  for (const [key, binding] of ports.identities.listBound()) yield `key ${key} ${JSON.stringify(binding)}`;
  for (const text of ports.addresses.listStored()) yield `address ${text}`;
  for (const [name, table] of Object.entries(tables))
    for (const pk of table.partitions())
      for (const item of table.listDescending(pk, '', Number.POSITIVE_INFINITY, undefined))
        yield `${name} ${pk} ${JSON.stringify(item)}`;
  for (const name of ['profile', 'email', 'email-transactional', 'feedback', 'rejected'] as const)
    for (const body of queues.get(name).peek()) yield `queue ${name} ${JSON.stringify(body)}`;
}

export interface CrowdFigures {
  readonly people: number;
  readonly erased: number;
  readonly sent: number;
  /** To people who were erased, whose sending had begun before. */
  readonly sentToErased: number;
  readonly receipts: number;
  /** Sent messages in the statistics; those whose person was erased before they were settled are not. */
  readonly counted: number;
  /** Messages that people who stay did not get. */
  readonly lost: number;
}

export async function checkCrowd(
  crowd: Crowd,
): Promise<{ readonly figures: CrowdFigures; readonly wrong: readonly string[] }> {
  const { stack, sent, people, answers, receipts } = crowd;
  const wrong: string[] = [];
  const erased = people.filter(isErased);

  // No item and no content of an erased person.
  const all = [];
  for (let cursor: string | undefined, first = true; first || cursor; first = false) {
    const page = await receipts.list(cursor);
    all.push(...page.receipts);
    cursor = page.cursor;
  }
  const gone = new Set(all.flatMap(({ profileIds }) => profileIds));
  for (const text of readStored(crowd)) {
    const marks = [...text.matchAll(/mk(\d+)x/g)].map(([, person]) => Number(person));
    if (marks.some(isErased)) wrong.push(`left: ${text.slice(0, 300)}`);
    const [place, id = ''] = text.split(' ');
    if (!gone.has(id)) continue;
    if (place !== 'profile') wrong.push(`item of an erased profile: ${text.slice(0, 200)}`);
    else if (!text.includes('erasedAt')) wrong.push(`profile is not empty: ${text.slice(0, 200)}`);
  }
  // A key that leads to an erased profile, and a profile that ended in one.
  for (const [key, binding] of stack.ports.identities.listBound())
    if ('profileId' in binding && gone.has(binding.profileId)) wrong.push(`key of an erased profile: ${key}`);
  for (const [id, { mergedInto }] of stack.ports.profiles.items)
    if (gone.has(mergedInto?.L?.[0]?.S ?? '')) wrong.push(`profile ${id} ended in an erased one`);
  for (const body of crowd.crowd.dead) wrong.push(`dead letter: ${body.slice(0, 200)}`);

  // One receipt for each, also of two requests.
  for (const person of erased) {
    const ids = new Set((answers.get(person) ?? []).map(({ id }) => id));
    if (ids.size !== 1) wrong.push(`${ids.size} receipts of ${person} (${momentOf(person)})`);
    for (const id of ids) {
      const receipt = await receipts.read(id);
      if (receipt?.completedAt === undefined || receipt.plan !== undefined)
        wrong.push(`the erasure of ${person} is not complete`);
    }
  }
  // And the one of the person who was erased before the others.
  if (all.length !== erased.length + 1) wrong.push(`${all.length} receipts for ${erased.length} people`);

  // No message twice, none after the first pass, and none lost of those who stay.
  const ids = new Set(sent.map(({ id }) => id));
  if (ids.size !== sent.length) wrong.push(`${sent.length - ids.size} messages were sent twice`);
  for (const { person, template, isLate } of sent)
    if (isLate) wrong.push(`${template} went to ${person} (${momentOf(person)}) after the first pass`);
  let missing = 0;
  const byPerson = Map.groupBy(sent, ({ person }) => person);
  for (const person of people) {
    const templates = (byPerson.get(person) ?? []).map(({ template }) => template).sort();
    if (isErased(person) || templates.join() === 'news,welcome') continue;
    missing += 1;
    wrong.push(`${nameOf(person)} got ${templates.join() || 'nothing'}`);
  }

  // Every message that was sent is counted once, unless its person was erased before it was settled.
  const measures = stack.ports.statistics.sumAll();
  const counted = Object.values(measures).reduce((sum, each) => sum + (each['email.sent'] ?? 0), 0);
  const toErased = sent.filter(({ person }) => isErased(person)).length;
  const lost = sent.length - counted;
  if (lost < 0 || lost > crowd.countUnsettled())
    wrong.push(`${counted} of ${sent.length} messages are counted`);
  return {
    figures: {
      ...{ people: people.length, erased: erased.length, sent: sent.length, sentToErased: toErased },
      // Without the one of the person who was erased before the others.
      ...{ receipts: all.length - 1, counted, lost: missing },
    },
    wrong,
  };
}
