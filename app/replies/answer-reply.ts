/**
 * Answers a reply, at most once: an answer that may have been sent is not sent again. A number gets a limited number of
 * answers in a day, so that two machines never keep each other writing.
 */
import { DAY } from '../../engine/base/time-units.ts';
import { normalizeReply } from '../../engine/channels/replies/normalize-reply.ts';
import { isWindowOpen } from '../../engine/channels/reply-window.ts';
import { findLanguage } from '../../engine/messages/choose-locale.ts';
import type { AnswerName, ReplyPolicy } from '../../engine/model/documents/reply-policy.ts';
import { chooseAnswerText, findRegionLanguage, listAnswerTexts } from './answer-texts.ts';
import type { ReadReply, ReplyDependencies, ReplyPeople } from './reply.ts';

/** The provider did not send the answer, and a later call may succeed. */
export class AnswerDeferredError extends Error {
  readonly code = 'answer_deferred';
  constructor(reason: string) {
    super(`The provider did not send the answer to a reply: ${reason}. The reply is delivered again.`);
    this.name = 'AnswerDeferredError';
  }
}

export async function answerReply(
  reply: ReadReply,
  name: AnswerName | undefined,
  people: ReplyPeople,
  policy: ReplyPolicy,
  dependencies: ReplyDependencies,
): Promise<void> {
  const { answers = {} } = policy;
  if (name === undefined || answers === false || isOwnText(reply, answers)) return;
  if (!isWindowOpen(reply.channel, reply.at, dependencies.now())) return;
  if (isOfStranger(people, name) || !(await isWithinLimits(reply, name, policy, dependencies))) {
    dependencies.telemetry.count('AnswersLimited');
    return;
  }
  const text = chooseAnswerText(name, await listLanguages(reply, people, dependencies), answers);
  const claim = makeClaim(`answered:${reply.id}`, dependencies.attempt, reply, dependencies);
  if (!(await claim(DAY))) return;
  if ((await sendOnce(reply, text, dependencies)) === 'sent') return;
  // Not sent for certain: the next attempt may send it.
  await claim(0);
  throw new AnswerDeferredError('throttled or not reached');
}

/** From one of our own numbers, or one of our own texts: an automatic responder sends what it gets. */
function isOwnText(
  { from, to, text }: ReadReply,
  answers: Exclude<ReplyPolicy['answers'], false | undefined>,
) {
  const normal = normalizeReply(text);
  return from === to || listAnswerTexts(answers).some((answer) => normalizeReply(answer) === normal);
}

/** Answers cost money, and numbers that no one here knows are without limit. STOP and START are always confirmed. */
function isOfStranger({ profileIds, messageId, isNew }: ReplyPeople, name: AnswerName): boolean {
  const isKnown = profileIds.length > 0 || messageId !== undefined || isNew === true;
  return !isKnown && (name === 'help' || name === 'howToStop');
}

const defaultMaximum = 4;

/** Claims of the reply: its next attempts find them as their own. */
async function isWithinLimits(
  reply: ReadReply,
  name: AnswerName,
  { maxAnswers = defaultMaximum }: ReplyPolicy,
  dependencies: ReplyDependencies,
): Promise<boolean> {
  const claim = (slot: string) => makeClaim(`answer:${slot}`, reply.id, reply, dependencies)(DAY);
  if (name === 'howToStop' && !(await claim('how'))) return false;
  // Carriers require a confirmation: other answers must not use it up.
  if (name === 'stopped' && (await claim('stopped'))) return true;
  for (let slot = 1; slot <= maxAnswers; slot++) if (await claim(`${slot}`)) return true;
  return false;
}

/** Claims something of the address for milliseconds; false when it is another owner's. */
function makeClaim(
  run: string,
  id: string,
  { channel, from: to }: ReadReply,
  { addresses, now }: ReplyDependencies,
): (duration: number) => Promise<boolean> {
  const seconds = Math.floor(now() / 1000);
  return (duration) => addresses.claim(run, { id, channel, to }, seconds + duration / 1000, seconds);
}

/** The person's own, that of the word, that of the number's country. */
async function listLanguages(
  { language, from }: ReadReply,
  { profileIds: [profileId] }: ReplyPeople,
  { profiles }: ReplyDependencies,
): Promise<readonly string[]> {
  const profile = profileId === undefined ? undefined : await profiles.load(profileId, { consistent: false });
  const own = profile && findLanguage(profile, undefined);
  return [own, language, findRegionLanguage(from)].filter((each) => each !== undefined);
}

/** `sent` also when it may have been: it is not tried again. */
async function sendOnce(
  { from, to }: ReadReply,
  text: string,
  { answers, telemetry }: ReplyDependencies,
): Promise<'sent' | 'deferred'> {
  try {
    const answer = await answers.send({ from: to, to: from, text });
    // Blocked: it would be a dead letter before an operator has acted.
    if (answer.kind === 'deferred' && !answer.isBlocked) return 'deferred';
    if (answer.kind !== 'accepted')
      telemetry.info('The provider refused an answer', { reason: answer.reason });
    telemetry.count(answer.kind === 'accepted' ? 'AnswersSent' : 'AnswersRefused');
  } catch (error) {
    telemetry.error('Whether an answer was sent is unknown; it is not sent again', error);
    telemetry.count('AnswersUnknown');
  }
  return 'sent';
}
