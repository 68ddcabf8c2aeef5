/**
 * What a person states by pages within seconds, while some of it has not reached the profile: the last click holds, and
 * each page shows what the policy decides once everything has. The bus gives the time of an event in whole seconds.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeEvent } from '../../adapters/events/event-bus.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { decide } from '../../engine/decide/decide.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { admitMessage } from '../../engine/policy/admit.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { makeLinkProfile, makeLinkSnapshot, publishLinkProgram } from '../harness/link-program.ts';
import { createLinkSetup, linkAddress, unsubscribeClaim } from '../harness/link-server.ts';

const program = compileProgram(makeLinkSnapshot());
/** By the box of each: a message that its consent decides. */
const messages = {
  email: { purpose: 'marketing' },
  'email/harvest': { purpose: 'marketing', topic: 'harvest' },
  'email/offers': { purpose: 'marketing', topic: 'offers' },
  'email:surveys': { purpose: 'surveys' },
} as const;
type Key = keyof typeof messages;
const keys = Object.keys(messages) as Key[];

/** Milliseconds after the step before, and what happens then. */
const step = fc.record({
  after: fc.integer({ min: 1, max: 600 }),
  act: fc.oneof(
    { weight: 4, arbitrary: fc.record({ toggle: fc.constantFrom(...keys) }) },
    { weight: 1, arbitrary: fc.constantFrom('everything', 'one-click', 'nothing', 'reload') },
    { weight: 2, arbitrary: fc.constant('process') },
  ),
});

function overTheBus(event: EmitEvent): Touchpoint {
  const entry = encodeEvent(event, 'bus', 'sender');
  return parseTouchpoint({
    id: event.id,
    source: entry.Source,
    'detail-type': entry.DetailType,
    time: `${entry.Time?.toISOString().slice(0, 19)}Z`,
    detail: JSON.parse(entry.Detail ?? ''),
  });
}

async function open() {
  const setup = await createLinkSetup();
  await publishLinkProgram(setup);
  let profile: Profile = makeLinkProfile();
  await setup.profiles.save(profile);
  const queue: Touchpoint[] = [];
  const path = `/p/${await setup.seal({ ...unsubscribeClaim, kind: 'preferences' })}`;
  let { body } = await setup.ask({ path });
  const run = (known: Profile, touchpoint: Touchpoint) =>
    decide({ ...known, outbox: [] }, [{ kind: 'touchpoint', touchpoint }], program, setup.clock.now);
  const collect = () => queue.push(...setup.events.splice(0).map(overTheBus));
  const readBoxes = () => keys.filter((key) => new RegExp(`name="on" value="${key}" checked`).test(body));

  return {
    setup,
    readBoxes,
    /** The boxes of messages that are sent once the profile has every statement. */
    listAllowed() {
      const last = queue.reduce((known, touchpoint) => run(known, touchpoint).profile, profile);
      return keys.filter((key) => {
        const header = { channel: 'email', class: 'promotional', ...messages[key] } as const;
        return admitMessage(last, header, linkAddress, program.policy) === undefined;
      });
    },
    async save(change: (on: Set<string>) => void, button: Record<string, string> = {}) {
      const on = new Set<string>(readBoxes());
      change(on);
      const shown = /name="shown" value="([^"]*)"/.exec(body)?.[1] ?? '';
      const boxes = [...on].map((key): [string, string] => ['on', key]);
      const fields = [...boxes, ['shown', shown], ['pause', ''], ...Object.entries(button)] as [
        string,
        string,
      ][];
      ({ body } = await setup.press(path, new URLSearchParams(fields)));
      collect();
    },
    async oneClick() {
      await setup.ask({ method: 'POST', path: `/u/${await setup.seal(unsubscribeClaim)}` });
      collect();
    },
    async reload() {
      ({ body } = await setup.ask({ path }));
    },
    /** advance-profile takes the oldest statement: it writes the profile, then what holds for the address. */
    async process() {
      const touchpoint = queue.shift();
      if (touchpoint === undefined) return false;
      const { profile: next, statements } = run(profile, touchpoint);
      profile = { ...next, outbox: [] };
      await setup.profiles.save(profile);
      for (const statement of statements) await setup.book.keep(statement);
      return true;
    },
  };
}

it('has the last click of each box, and shows after each form what then holds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 9 }), async (steps) => {
      const person = await open();
      for (const { after, act } of steps) {
        person.setup.clock.now += after;
        if (act === 'process') await person.process();
        else if (act === 'reload') {
          await person.reload();
          expect(person.readBoxes()).toEqual(person.listAllowed());
        } else if (act === 'one-click') await person.oneClick();
        else {
          const toggled = typeof act === 'object' ? act.toggle : undefined;
          const wasOn = toggled !== undefined && person.readBoxes().includes(toggled);
          await person.save(
            (on) => {
              if (toggled === undefined) return;
              if (wasOn) on.delete(toggled);
              else on.add(toggled);
            },
            act === 'everything' ? { everything: '1' } : {},
          );
          expect(person.readBoxes()).toEqual(person.listAllowed());
          if (act === 'everything') expect(person.readBoxes()).toEqual([]);
          // A topic whose purpose is off stays off, and the page shows it.
          const isPurpose = toggled === 'email' || toggled === 'email:surveys';
          if (isPurpose || wasOn) expect(person.readBoxes().includes(toggled ?? 'email')).toBe(!wasOn);
        }
      }
      while (await person.process());
      await person.reload();
      expect(person.readBoxes()).toEqual(person.listAllowed());
    }),
    { numRuns: 300 },
  );
});

it.each([1, 999, 1000])('has a yes that follows a no after %i ms, whenever each arrives', async (after) => {
  for (const isProcessedBetween of [false, true]) {
    const person = await open();
    person.setup.clock.now += 100;
    await person.save((on) => on.delete('email'));
    expect(person.readBoxes()).not.toContain('email');
    if (isProcessedBetween) await person.process();
    person.setup.clock.now += after;
    await person.save((on) => on.add('email'));
    expect(person.readBoxes()).toContain('email');
    while (await person.process());
    await person.reload();
    expect(person.readBoxes()).toContain('email');
    expect(await person.setup.readConsents()).toMatchObject({ email: 'granted' });
  }
});

it('ends a yes that has not reached the profile, by a form that shows it', async () => {
  const person = await open();
  await person.save((on) => on.delete('email'));
  for (const change of ['add', 'delete'] as const) {
    person.setup.clock.now += 300;
    await person.save((on) => on[change]('email'));
  }
  while (await person.process());
  await person.reload();
  expect(person.readBoxes()).not.toContain('email');
  expect(await person.setup.readConsents()).toMatchObject({ email: 'denied' });
});

it('states no yes by a box that the person left as a stale page showed it', async () => {
  const person = await open();
  person.setup.clock.now += 100;
  await person.oneClick();
  person.setup.clock.now += 100;
  await person.save(() => {});
  expect(person.readBoxes()).not.toContain('email');
  while (await person.process());
  expect(await person.setup.readConsents()).toEqual({ email: 'denied' });
});
