/** Why a person got a message, did not, or will, in words. */
import type { MessageStory } from '../../../app/explain/explanation.ts';
import { nameOrigin } from '../describe-trace.ts';
import { formatMoment } from '../format-moment.ts';
import { explainReason } from '../reason-words.ts';
import { describeCause, describeEvidence, describeLedger } from './describe-evidence.ts';

/** Each message: the answer, then its decisions and what became of it. */
export function describeMessages(stories: readonly MessageStory[]): string[] {
  return stories.map(describeMessage).flatMap((story, index) => (index === 0 ? story : ['', ...story]));
}

function describeMessage(story: MessageStory): string[] {
  const { id, evidence, message } = story;
  return [
    `${concludeMessage(story)} ${describeRequest(story)}.`,
    ...evidence.map((item) => `  ${describeEvidence(item)}`),
    ...(message === undefined ? [] : describeLedger(message).map((line) => `  ${line}`)),
    ...(id === undefined ? [] : [`  message id ${id}`]),
  ];
}

/** Who requested it, and when. */
function describeRequest({ origin, evidence: [first] }: MessageStory): string {
  if (first === undefined)
    return `${nameOrigin(origin)} requested it; the decision is not in the timeline (any more)`;
  const { cause } = first;
  return `${nameOrigin(origin)} requested it at ${describeCause(cause)}, ${formatMoment(cause.receivedAt)}`;
}

function concludeMessage({
  state,
  template,
  reason,
  heldUntil,
  isPaused,
  message,
  evidence,
}: MessageStory): string {
  // The ledger alone knows no template of a webhook call.
  const what = template === undefined && evidence.length === 0 ? 'a webhook call' : `"${template ?? ''}"`;
  const why = reason === undefined ? '' : `: ${explainReason(reason)}`;
  switch (state) {
    case 'accepted':
      return `Decided, and not claimed by the sender yet (or its record has expired): ${what}.`;
    case 'sending':
      return `Being sent: ${what}${why}.`;
    case 'sent': {
      const { outcomes = {}, settledAt, claimedAt = 0 } = message ?? {};
      const lost = ['bounced', 'complained', 'failed'].find((name) => Object.hasOwn(outcomes, name));
      return `Sent ${formatMoment(settledAt ?? claimedAt)}${lost === undefined ? '' : `, and then it ${lost}`}: ${what}.`;
    }
    case 'held':
      if (isPaused) return `Held: ${what}, because its journey is paused.`;
      return `Held${heldUntil === undefined ? '' : ` until ${formatMoment(heldUntil)}`}: ${what}${why}.`;
    case 'refused':
      return `NOT sent: ${what}${why}.`;
    case 'unknown':
      return `It is unknown whether it was sent: ${what}${why}.`;
  }
}
