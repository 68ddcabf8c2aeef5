/** A mailbox that one person lists and another one has gets one message of a campaign's run. */
import { expect, it } from 'vitest';
import { openMailboxes } from '../../../harness/mailbox-run.ts';

const [home, office] = ['anna@home.example', 'office@work.example'];

it.each([[['anna', 'bruno']], [['bruno', 'anna']]])('in the order %j', async (people) => {
  const { identify, run, suppress } = await openMailboxes('first_usable');
  await identify('anna', { email: home, emails: [office] });
  await identify('bruno', { email: office });
  await suppress(home);
  expect(await run(...people)).toEqual([office]);
});

it('also if the list came later, and if a person has no other address', async () => {
  const { identify, run } = await openMailboxes('first_usable');
  await identify('bruno', { email: office });
  await identify('anna', { emails: [office] });
  expect(await run('bruno', 'anna')).toEqual([office]);
});

it('is marked once, and only for people with a list', async () => {
  const { identify, isListed, stack } = await openMailboxes('first_usable');
  const kept: string[] = [];
  const { identities } = stack.ports;
  const { keep } = identities;
  identities.keep = (statement) => {
    kept.push(`${statement.kind} ${statement.address}`);
    return keep(statement);
  };
  await identify('anna', { email: home, emails: [home] });
  expect(kept).toEqual([]);
  await identify('anna', { emails: [{ address: office, label: 'work' }, 'nowhere'] });
  expect(kept).toEqual([`listed ${home}`, `listed ${office}`]);
  await identify('anna', { email: home, emails: [office] });
  await identify('bruno', { email: office });
  expect(kept).toHaveLength(2);
  expect([await isListed(home), await isListed(office)]).toEqual([true, true]);
});
