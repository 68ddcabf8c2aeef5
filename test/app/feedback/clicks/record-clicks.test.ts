/** The clicks of a message: held, classified together, corrected and counted. */
import { describe, expect, it } from 'vitest';
import { message, minute, now, openFeedbackStack } from '../../../harness/feedback-stack.ts';

const { profileId } = message;

describe('a click', () => {
  const later = now + 60 * minute;
  const link = (name: string) => ({ link: `https://shop.example/${name}`, userAgent: 'Chrome Windows' });
  const heard = ['Message Clicked', 'Message Clicked by Machine'];

  it('of a person is forwarded ten seconds later, once; where no document listens, nothing is held', async () => {
    const { report, deliver, forwarded, statistics } = await openFeedbackStack(heard);
    report('Click', later, link('shoes'));
    expect(await deliver({}, later + 1_000)).toEqual([9]);
    expect(forwarded()).toEqual([]);
    expect(await deliver({}, later + 10_000)).toEqual([]);
    expect(forwarded()).toEqual(['Message Clicked']);
    expect(statistics.sumAll()).toEqual({ 'rule:greet': { 'email.clicked': 1, 'email.clicks': 1 } });
    const unheard = await openFeedbackStack([]);
    unheard.report('Click', later, link('shoes'));
    expect(await unheard.deliver({}, later + 1_000)).toEqual([]);
  });

  it('of a scanner that follows all links never reaches a journey as a person’s', async () => {
    const { report, deliver, forwarded, statistics, ledger } = await openFeedbackStack(heard);
    report('Click', later, link('shoes'));
    expect(await deliver({}, later + 500)).toEqual([10]);
    const names = ['shirts', 'hats'];
    for (const name of names) report('Click', later + 40, link(name));
    expect(await deliver({}, later + 2_000)).toEqual([]);
    expect(forwarded()).toEqual(Array.from({ length: 3 }, () => 'Message Clicked by Machine'));
    expect(statistics.sumAll()).toEqual({
      'rule:greet': { 'email.machine_clicked': 1, 'email.machine_clicks': 3 },
    });
    expect((await ledger.read(profileId, message.id))?.outcomes).toEqual({ machine_clicked: later });
  });

  it('that turns out later to be a scanner’s is corrected once, in the counts and by an event', async () => {
    const { report, deliver, statistics, stack } = await openFeedbackStack(heard);
    report('Click', later, link('shoes'));
    await deliver({}, later + 20_000);
    expect(statistics.sumAll()).toEqual({ 'rule:greet': { 'email.clicked': 1, 'email.clicks': 1 } });
    // SES was slow to report the other link.
    for (const copy of [30_000, 40_000]) {
      report('Click', later + 40, link('shirts'));
      await deliver({}, later + copy);
    }
    expect(statistics.sumAll()).toEqual({
      'rule:greet': { 'email.machine_clicked': 1, 'email.machine_clicks': 2 },
    });
    const touchpoints = stack.queues
      .get('profile')
      .peek()
      .map((body) => body['touchpoint'] as { id: string; occurredAt: number; properties: object });
    const corrections = touchpoints.filter(({ properties }) => 'isCorrection' in properties);
    expect(new Set(corrections.map(({ id }) => id)).size).toBe(1);
    expect(corrections[0]).toMatchObject({
      name: 'Message Clicked by Machine',
      occurredAt: later,
      properties: { message: message.id, machine: true, machineReason: 'all_links' },
    });
  });

  it('is a machine’s when the report of a late delivery shows that it came within seconds', async () => {
    const { report, deliver, forwarded, statistics } = await openFeedbackStack(heard);
    report('Click', later, link('shoes'));
    await deliver({}, later + 20_000);
    report('Delivery', later - 2_000);
    await deliver({}, later + 30_000);
    expect(forwarded()).toEqual(['Message Clicked', 'Message Clicked by Machine']);
    expect(statistics.sumAll()).toEqual({
      'rule:greet': { 'email.delivered': 1, 'email.machine_clicked': 1, 'email.machine_clicks': 1 },
    });
  });

  it('beyond a hundred of a message is compared with these, and counted once', async () => {
    const { report, deliver, statistics } = await openFeedbackStack([]);
    for (let index = 0; index < 103; index++) report('Click', later + index * minute, link('shoes'));
    for (let batch = 0; batch < 11; batch++) await deliver({}, later);
    for (let index = 100; index < 103; index++) report('Click', later + index * minute, link('shoes'));
    await deliver({}, later);
    expect(statistics.sumAll()).toEqual({ 'rule:greet': { 'email.clicked': 1, 'email.clicks': 103 } });
  });
});
