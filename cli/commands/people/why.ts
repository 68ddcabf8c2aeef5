/** `percorso why`: why a person got something, did not, or is where they are. */

import { explainWhy, type WhyOptions } from '../../../app/explain/explain-why.ts';
import type { Explanation } from '../../../app/explain/explanation.ts';
import type { ExplainStores } from '../../../app/explain/known.ts';
import { hideOfJourneys } from '../../../app/inspect/hide-sensitive.ts';
import type { DeadLetterQueue, DeadLetters } from '../../../app/ports/dead-letters.ts';
import { nameParts, readHidden, type SensitiveOption } from '../../cloud/read-hidden.ts';
import { describeAddressFacts } from '../../output/describe-address.ts';
import { describePause } from '../../output/describe-pause.ts';
import { formatCount } from '../../output/format-table.ts';
import { describeAbsence } from '../../output/why/describe-absence.ts';
import { describeMessages } from '../../output/why/describe-message.ts';
import { describeOrigin } from '../../output/why/describe-origin.ts';
import { describePerson } from '../../output/why/describe-person.ts';
import type { CommandResult } from '../../terminal/command-result.ts';
import { describeMissing, type MissingStores } from './describe-missing.ts';

/** `about`: a message id, a template, `journey:x`, `campaign:x`, `rule:x`, `segment:x` or its id alone. */
export async function showWhy(
  person: string,
  about: string | undefined,
  stores: ExplainStores &
    MissingStores & { readonly openDeadLetters?: () => Promise<Pick<DeadLetters, 'list'>> },
  { showSensitive, ...options }: WhyOptions & SensitiveOption,
): Promise<CommandResult> {
  const result = await explainWhy(person, about, stores, options);
  switch (result.outcome) {
    case 'unknown_person':
      return describeMissing(person, stores);
    case 'nothing_known':
      return describeNothing(person, about ?? '', result.published);
    case 'explained': {
      const hidden = await readHidden(stores.programs, showSensitive);
      const explanation = hideOfJourneys(result.explanation, hidden);
      const deadLetters = isBeingSent(explanation) ? await (await stores.openDeadLetters?.())?.list() : [];
      const filled = (deadLetters ?? []).filter(({ waiting }) => waiting > 0);
      return {
        exitCode: 0,
        shows: { people: [explanation.profileId], parts: nameParts(showSensitive) },
        json: filled.length === 0 ? explanation : { ...explanation, deadLetters: filled },
        lines: [...describe(explanation, options.now), ...filled.map(describeDeadLetters)],
      };
    }
  }
}

/** Or so the ledger says: the queue may have given it up. */
function isBeingSent({ answer }: Explanation): boolean {
  return answer.kind === 'messages' && answer.messages.some(({ state }) => state === 'sending');
}

function describeDeadLetters({ name, waiting }: DeadLetterQueue): string {
  return `The dead-letter queue ${name} has ${formatCount(waiting, 'message')}. If a message above that is being sent is among them, it is not retried: \`percorso dead-letters show ${name}\`, and \`percorso doctor\` for the cause.`;
}

function describe(explanation: Explanation, now: number): string[] {
  const { profileId, about = '', pauses, pausedJourneys, addresses, others } = explanation;
  return [
    `Profile ${profileId} (times are UTC)`,
    ...pauses.map(describePause),
    ...pausedJourneys.map(
      (id) =>
        `journey/${id} is paused by its document: no one moves in it, and none of its messages is sent.`,
    ),
    ...addresses.map(
      (each) => `The ${each.channel} address ${each.address} now: ${describeAddressFacts(each)}.`,
    ),
    ...describeAnswer(explanation, now),
    ...others.map((kind) => `There is more under "${kind}:${about}".`),
  ];
}

function describeAnswer({ answer, readsFrom, addresses }: Explanation, now: number): string[] {
  switch (answer.kind) {
    case 'person':
      return describePerson(answer, addresses, now);
    case 'messages':
      return describeMessages(answer.messages);
    case 'origin':
      return describeOrigin(answer, now);
    case 'absence':
      return answer.absences.flatMap((absence) => describeAbsence(absence, readsFrom));
  }
}

const shownNames = 12;

function describeNothing(person: string, about: string, published: readonly string[]): CommandResult {
  const problem = `No profile or decision found for "${about}" and ${person}.`;
  const names = `${published.slice(0, shownNames).join(', ')}${published.length > shownNames ? ', ...' : ''}`;
  const some = published.length === 0 ? '' : ` Published: ${names}.`;
  const remedy = `Give a message id, a template, or journey:x, campaign:x, rule:x, segment:x.${some}`;
  return {
    exitCode: 1,
    json: { error: { code: 'nothing_known', problem, remedy } },
    lines: [problem, remedy],
  };
}
