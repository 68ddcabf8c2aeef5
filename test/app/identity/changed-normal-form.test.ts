/** What a new normal form of a kind of id does to people who exist: docs/touchpoints.md says it. */
import { describe, expect, it } from 'vitest';
import { makeProgram } from '../../harness/make-program.ts';
import { publishSnapshot } from '../../harness/memory-stack.ts';
import { openPeople } from './merge-story.ts';

const write = (kinds: string) => `{ kind: policy, id: main, status: live, identity: { kinds: ${kinds} } }`;

async function open(kinds: string) {
  const former = await makeProgram(write('{}'));
  const people = await openPeople(former);
  const change = async () => {
    await publishSnapshot(people.stack.ports.programStore, await makeProgram(write(kinds), former));
    // A process reads a new program after a while.
    people.stack.clock.now += 120_000;
  };
  const find = async (key: string) => (await people.find(key)).id;
  return { ...people, change, findId: find };
}

const card = { externalIds: [{ type: 'card', id: 'AB' }] };

describe('a new normal form', () => {
  it('of an external id is joined by the next event with the user id and the id', async () => {
    const { say, findId, change } = await open('{ card: { normalize: [lower-case] } }');
    await say({ id: '1', ago: 900, userId: 'anna', context: card });
    await change();
    await say({ id: '2', ago: 800, context: card });
    expect(await findId('externalId#card:ab')).not.toBe(await findId('userId#anna'));
    await say({ id: '3', ago: 700, userId: 'anna', context: card });
    expect(await findId('externalId#card:ab')).toBe(await findId('userId#anna'));
  });

  it('of the user id makes a second person, whom no event joins', async () => {
    const { say, findId, change, stack } = await open('{ userId: { normalize: [lower-case] } }');
    const anna = { userId: 'Anna', anonymousId: 'x', email: 'anna@example.com' };
    await say({ ...anna, id: '1', ago: 900 });
    await change();
    await say({ ...anna, id: '2', ago: 800 });
    await say({ ...anna, id: '3', ago: 700 });
    expect(await findId('userId#anna')).not.toBe(await findId('userId#Anna'));
    expect(stack.ports.identities.bindings().get('anonymousId#x')).toMatch(/^Z/);
  });
});
