/** Compares one person's messages under two programs: those that only one of them sends, and those at other times. */
import { omitAbsent } from '../base/omit-absent.ts';
import type { SendMessage } from '../model/effects.ts';

export interface MessageDifference {
  readonly kind: 'only_draft' | 'only_live' | 'other_time';
  readonly template: string;
  /** The origin, in the draft if both programs send it. */
  readonly origin: string;
  /** Epoch ms. */
  readonly draftAt?: number;
  readonly liveAt?: number;
}

export interface MessageComparison {
  readonly same: number;
  /** By time. */
  readonly differences: readonly MessageDifference[];
}

/**
 * Compares what the person gets: the same template at the same moment is the same message, of any origin. The other
 * messages of a template are paired in the order of time.
 */
export function compareMessages(
  draft: readonly SendMessage[],
  live: readonly SendMessage[],
): MessageComparison {
  const differences: MessageDifference[] = [];
  let same = 0;
  const liveByTemplate = Map.groupBy(live, ({ template }) => template);
  const draftByTemplate = Map.groupBy(draft, ({ template }) => template);
  for (const template of new Set([...draftByTemplate.keys(), ...liveByTemplate.keys()])) {
    const ours = draftByTemplate.get(template) ?? [];
    const theirs = liveByTemplate.get(template) ?? [];
    const [drafts, lives] = dropEqual(ours, theirs);
    same += ours.length - drafts.length;
    differences.push(...pair(drafts, lives));
  }
  return { same, differences: differences.sort((left, right) => momentOf(left) - momentOf(right)) };
}

/** Epoch ms. */
export function momentOf({ draftAt, liveAt }: MessageDifference): number {
  return Math.min(draftAt ?? Number.POSITIVE_INFINITY, liveAt ?? Number.POSITIVE_INFINITY);
}

function dropEqual(
  drafts: readonly SendMessage[],
  lives: readonly SendMessage[],
): [SendMessage[], SendMessage[]] {
  const left = [...lives];
  const unmatched = drafts.filter(({ decidedAt }) => {
    const twin = left.findIndex((live) => live.decidedAt === decidedAt);
    if (twin < 0) return true;
    left.splice(twin, 1);
    return false;
  });
  return [unmatched, left];
}

function pair(drafts: readonly SendMessage[], lives: readonly SendMessage[]): MessageDifference[] {
  const count = Math.max(drafts.length, lives.length);
  return Array.from({ length: count }, (_, index) => makeDifference(drafts[index], lives[index])).flat();
}

function makeDifference(draft: SendMessage | undefined, live: SendMessage | undefined): MessageDifference[] {
  const message = draft ?? live;
  if (message === undefined) return [];
  const { template, origin } = message;
  const kind = draft === undefined ? 'only_live' : live === undefined ? 'only_draft' : 'other_time';
  return [
    {
      kind,
      template,
      origin,
      ...omitAbsent({
        draftAt: draft?.decidedAt,
        liveAt: live?.decidedAt,
      }),
    },
  ];
}
