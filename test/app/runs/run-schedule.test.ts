/** When runs start: once each, with several starters and edits meanwhile, and late or never after an outage. */
import { describe, expect, it } from 'vitest';
import { makeProgram } from '../../harness/make-program.ts';
import type { Town } from '../../harness/run-harness.ts';
import {
  daily,
  day,
  hour,
  listItalians,
  makeCampaign,
  minute,
  now,
  once,
  openWith,
} from '../../harness/spring-campaign.ts';

async function goTo(town: Town, at: number): Promise<void> {
  town.stack.clock.now = at;
  await town.rest();
}

const listStarts = async (town: Town) =>
  (await town.listRuns('spring')).map(
    ({ run, status }) => `${new Date(run).toISOString().slice(0, 16)} ${status}`,
  );

describe('a recurring campaign', () => {
  it('runs each day, and reaches every person each time', async () => {
    const town = await openWith(await makeProgram(makeCampaign(daily)));
    await town.tick();
    for (let days = 0; days < 3; days++) await goTo(town, now + 5 * minute + days * day);
    expect(town.listSent()).toEqual(listItalians(14, 3));
    expect(await listStarts(town)).toEqual([
      '2026-11-22T10:05 done',
      '2026-11-21T10:05 done',
      '2026-11-20T10:05 done',
    ]);
  });

  it('neither repeats a run nor loses the next when it is saved repeatedly', async () => {
    // Parcelvoy 462: saving sent four times; 506: saving lost the next schedule.
    let program = await makeProgram(makeCampaign(daily));
    const town = await openWith(program);
    await town.tick();
    await goTo(town, now + 5 * minute);
    for (let save = 0; save < 4; save++) {
      program = await makeProgram(makeCampaign(daily, `name: Saved ${save}`), program);
      await town.publish(program);
      await town.rest();
    }
    expect(town.listSent()).toEqual(listItalians(14));
    await goTo(town, now + day + 5 * minute);
    expect(town.listSent()).toEqual(listItalians(14, 2));
  });

  it('follows the new schedule after its schedule is edited', async () => {
    const program = await makeProgram(makeCampaign(daily));
    const town = await openWith(program);
    await town.tick();
    await goTo(town, now + 5 * minute);
    const earlier = '{ at: "2026-11-20T10:02:00Z", repeat: FREQ=DAILY }';
    await town.publish(await makeProgram(makeCampaign(earlier), program));
    await goTo(town, now + hour);
    expect(town.listSent()).toEqual(listItalians(14));
    await goTo(town, now + day + 2 * minute);
    expect((await listStarts(town))[0]).toBe('2026-11-21T10:02 done');
    expect(town.listSent()).toEqual(listItalians(14, 2));
  });

  it('begins with the next run when it is published between two', async () => {
    const since = '{ at: "2026-11-01T09:55:00Z", repeat: FREQ=DAILY }';
    const town = await openWith(await makeProgram(makeCampaign(since)));
    await town.rest();
    expect(town.listSent()).toEqual([]);
    await goTo(town, now + day);
    expect(await listStarts(town)).toEqual(['2026-11-21T09:55 done']);
  });
});

describe('an edit of the schedule', () => {
  it('does not lose a due run that both schedules contain', async () => {
    const program = await makeProgram(makeCampaign(once));
    const town = await openWith(program);
    await town.tick();
    town.stack.clock.now = now + 5 * minute + 5_000;
    const rewritten = '{ timeZone: UTC, at: "2026-11-20T10:05" }';
    await town.publish(await makeProgram(makeCampaign(rewritten), program));
    await goTo(town, now + 6 * minute);
    expect(await listStarts(town)).toEqual(['2026-11-20T10:05 done']);
    expect(town.listSent()).toEqual(listItalians(14));
  });

  it('to a time before the next invocation starts one run then', async () => {
    let program = await makeProgram(makeCampaign(daily));
    const town = await openWith(program);
    await town.tick();
    await goTo(town, now + 5 * minute);
    const edited = town.stack.clock.now + 10_000;
    town.stack.clock.now = edited;
    const soon = `{ at: "${new Date(edited + 20_000).toISOString()}" }`;
    program = await makeProgram(makeCampaign(soon), program);
    await town.publish(program);
    await goTo(town, edited + minute);
    expect(town.listSent()).toEqual(listItalians(14, 2));
    await town.publish(await makeProgram(makeCampaign(soon, 'name: Saved'), program));
    await town.rest();
    expect(town.listSent()).toEqual(listItalians(14, 2));
  });

  it('from another day to today, before the first run, reaches the time zones that are still ahead', async () => {
    const program = await makeProgram(makeCampaign('{ at: "2026-12-20T18:00", timeZone: recipient }'));
    const town = await openWith(program);
    await town.tick();
    await town.publish(
      await makeProgram(makeCampaign('{ at: "2026-11-20T18:00", timeZone: recipient }'), program),
    );
    await town.rest();
    expect(await listStarts(town)).toEqual(['2026-11-20T04:00 done']);
  });

  it('does not repeat a run that was started', async () => {
    const program = await makeProgram(makeCampaign(once));
    const town = await openWith(program);
    await town.tick();
    await goTo(town, now + 5 * minute);
    await town.publish(await makeProgram(makeCampaign('{ at: "2026-11-20T10:03:00Z" }'), program));
    await town.rest();
    expect(town.listSent()).toEqual(listItalians(14));
  });
});

describe('runs that were not started in time', () => {
  it('start late within a day, only the newest of several, and the others are reported as missed', async () => {
    const hourly = '{ at: "2026-11-20T10:05:00Z", repeat: FREQ=HOURLY }';
    const town = await openWith(await makeProgram(makeCampaign(hourly)));
    await town.tick();
    await goTo(town, now + 3 * hour);
    expect(await listStarts(town)).toEqual([
      '2026-11-20T12:05 done',
      '2026-11-20T11:05 missed',
      '2026-11-20T10:05 missed',
    ]);
    expect(town.listSent()).toEqual(listItalians(14));
  });

  it('never start after more than a day, and are reported', async () => {
    const town = await openWith(await makeProgram(makeCampaign(once)));
    await town.tick();
    await goTo(town, now + day + 6 * minute);
    expect(town.listSent()).toEqual([]);
    expect(await listStarts(town)).toEqual(['2026-11-20T10:05 missed']);
  });

  it('start at once when a campaign is published minutes after its time, and not hours after it', async () => {
    const justNow = await openWith(await makeProgram(makeCampaign('{ at: "2026-11-20T09:30:00Z" }')));
    await justNow.rest();
    expect(justNow.listSent()).toEqual(listItalians(14));
    const longAgo = await openWith(await makeProgram(makeCampaign('{ at: "2026-11-20T07:30:00Z" }')));
    await longAgo.rest();
    expect(longAgo.listSent()).toEqual([]);
  });
});

describe('a campaign at the local time of each person', () => {
  const local = '{ at: "2026-11-20T18:00", timeZone: recipient }';

  it('starts with the first zone on earth, and also when it is published after that', async () => {
    // Parcelvoy 627: a local-time campaign that never started.
    const early = await openWith(await makeProgram(makeCampaign(local)), { now: now - 12 * hour });
    await early.rest();
    expect(await listStarts(early)).toEqual([]);
    await goTo(early, Date.parse('2026-11-20T04:00:00Z'));
    expect(await listStarts(early)).toEqual(['2026-11-20T04:00 done']);
    const late = await openWith(await makeProgram(makeCampaign(local)));
    await late.rest();
    expect(await listStarts(late)).toEqual(['2026-11-20T04:00 done']);
  });
});

describe('two concurrent starters', () => {
  it('start a run once', async () => {
    const town = await openWith(await makeProgram(makeCampaign(once)));
    town.stack.clock.now += 5 * minute;
    await Promise.all([town.look(), town.look(), town.look()]);
    await town.rest();
    expect(await listStarts(town)).toHaveLength(1);
    expect(town.listSent()).toEqual(listItalians(14));
  });
});
