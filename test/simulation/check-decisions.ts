/** What was decided for a person: every wanted message once, journeys entered and left as often as the model says. */

import type { Profile } from '../../engine/model/profile.ts';
import type { Trace } from '../../engine/model/timeline-entry.ts';
import type { Facts } from './facts.ts';
import { type ExpectedPerson, isLive } from './model.ts';
import type { Story } from './story.ts';
import type { Report } from './violation.ts';
import type { World } from './world.ts';

interface Decided extends Trace {
  readonly touchpointId: string;
}

export const holds: readonly string[] = ['held_quiet_hours', 'held_by_cap', 'collecting', 'scheduled'];

export function checkDecisions(
  { story }: World,
  { id, journeys, segments, absorbed = [] }: Profile,
  expected: ExpectedPerson,
  { entries }: Facts,
  report: Report,
): void {
  const decided = entries
    .filter(({ profileId }) => profileId === id)
    .flatMap(({ traces, touchpointId }) => traces.map((trace): Decided => ({ ...trace, touchpointId })));
  checkRules(story, decided, expected, report);
  const ended = absorbed.length;
  checkVip(story, decided, ended, report);
  checkOnboarding(story, decided, ended, expected, report);
  checkCarts(story, decided, ended, expected, report);
  // Hours have passed since the last order.
  if ('active' in segments)
    report('timer kept', 'is still in the segment of those who ordered within an hour');
  for (const { journey, step } of journeys) report('journeys end', `is still at ${journey}/${step}`);
}

function checkRules(
  { config }: Story,
  decided: readonly Decided[],
  { events, receipts, texts, signUps, orders }: ExpectedPerson,
  report: Report,
): void {
  const sent = decided.filter(({ action, reason }) => action === 'send' && reason === 'sent_to_channel');
  for (const id of config.rules.includes('receipt') ? receipts : []) {
    const times = sent.filter(({ touchpointId, origin }) => touchpointId === id && origin === 'rule:receipt');
    if (times.length !== 1) report('one receipt per order', `order ${id} has ${times.length} receipts`);
  }
  for (const { id } of events) {
    const offers = decided.filter(
      ({ touchpointId, origin, reason }) =>
        touchpointId === id && origin === 'rule:offer' && !holds.includes(reason),
    );
    if (offers.length > 1) report('one message per decision', `order ${id} has ${offers.length} offers`);
  }
  for (const id of config.rules.includes('text') ? texts : []) {
    const times = sent.filter(
      ({ touchpointId, origin }) => touchpointId === id && origin === 'rule:text',
    ).length;
    if (times !== 1) report('one receipt per order', `order ${id} has ${times} texts`);
  }
  const welcomes = sent.filter(({ origin }) => origin === 'rule:welcome').length;
  if (welcomes > 1) report('a limit holds', `${welcomes} welcomes for one person`);
  const mustWelcome =
    signUps.length > 0 && signUps.every((event) => isLive(event) && event.ids.email !== undefined);
  if (mustWelcome && welcomes === 0) report('a rule acts', 'no welcome after a sign-up');
  const thanks = sent.filter(({ origin }) => origin === 'rule:third').length;
  if (thanks > (orders >= 3 ? 1 : 0)) {
    report('counted once', `${thanks} messages for the third of ${orders} orders`);
  }
}

/** Orders only grow, so a person leaves the segment only when its threshold is raised. */
function checkVip(
  { config, edits }: Story,
  decided: readonly Decided[],
  ended: number,
  report: Report,
): void {
  const levels = [config, ...edits.map((edit) => edit.config)].map(({ vipFrom }) => vipFrom);
  const raises = levels.filter((level, index) => level > (levels[index - 1] ?? level)).length;
  const own = decided.filter(({ origin }) => origin === 'segment:vip');
  const entered = own.filter(({ action }) => action === 'enter').length;
  const left = own.filter(({ action }) => action === 'leave').length;
  // Each of the person's profiles did, before they became one.
  const most = (raises + 1) * (ended + 1);
  if (entered > most) report('segments do not flap', `entered vip ${entered} times`);
  if (left > raises * (ended + 1)) report('segments do not flap', `left vip ${left} times`);
  const messages = decided.filter(({ origin, action }) => origin === 'rule:vip' && action === 'send').length;
  if (messages > entered) report('segments do not flap', `${messages} messages for entering vip`);
}

function countPassages(decided: readonly Decided[], subject: string) {
  const own = decided.filter((trace) => trace.origin === subject);
  return {
    entered: own.filter(({ action, reason }) => action === 'enter' && reason === 'done').length,
    left: own.filter(({ action }) => action === 'leave').length,
    settled: own.filter(({ action, reason }) => action === 'send' && !holds.includes(reason)).length,
  };
}

function checkOnboarding(
  { config, edits }: Story,
  decided: readonly Decided[],
  ended: number,
  { signUps }: ExpectedPerson,
  report: Report,
): void {
  const { entered, left, settled } = countPassages(decided, 'journey:onboarding');
  if (entered > ended + 1) report('once in a lifetime', `entered onboarding ${entered} times`);
  // Of two instances of a journey, a merge ends one.
  if (left > entered || left < entered - ended)
    report('journeys end', `left onboarding ${left} times, entered ${entered} times`);
  if (signUps.length === 0 && entered > 0) report('enters by its trigger', 'entered onboarding unasked');
  if (config.onboarding === undefined || edits.length > 0) return;
  if (signUps.some(isLive) && entered === 0) report('enters by its trigger', 'did not enter onboarding');
  if (settled > entered || settled < entered - ended)
    report('a journey sends', `${settled} decisions on the message of onboarding`);
}

function checkCarts(
  { config, edits }: Story,
  decided: readonly Decided[],
  ended: number,
  { carts }: ExpectedPerson,
  report: Report,
): void {
  const { entered, left, settled } = countPassages(decided, 'journey:cart');
  const least = entered - ended * carts.size;
  if (entered > carts.size * (ended + 1))
    report('once in a lifetime', `entered cart ${entered} times with ${carts.size} carts`);
  if (left > entered || left < least)
    report('journeys end', `left cart ${left} times, entered ${entered} times`);
  if (settled > entered) report('a journey sends', `${settled} decisions on messages of ${entered} carts`);
  if (config.cart === undefined || edits.length > 0) return;
  if (entered < carts.size)
    report('enters by its trigger', `entered cart ${entered} times with ${carts.size} carts`);
}
