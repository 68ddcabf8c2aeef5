/** Requests that a person enter a journey with the trigger `api`, as any other system can. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { enterEventName } from '../../engine/journeys/compile-journey.ts';
import type { DocumentStatus } from '../../engine/model/documents/document-base.ts';
import type { JourneyDocument } from '../../engine/model/documents/journey-document.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { TouchpointSender } from '../ports/touchpoint-sender.ts';
import {
  type PutSettings,
  type PutTouchpoints,
  putTouchpoints,
  type UnreadableTouchpoint,
} from './put-touchpoints.ts';

export interface EntryRequest {
  readonly userId?: string;
  readonly anonymousId?: string;
  /** What the journey reads as `event.properties`. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Sent again with the same id, the request counts once. */
  readonly messageId?: string;
}

/** No person can enter the journey this way; nothing was sent. `open`: the journeys that can be entered this way. */
export type EntryRefusal =
  | { readonly outcome: 'unknown_journey'; readonly open: readonly string[] }
  | {
      readonly outcome: 'other_trigger';
      readonly trigger: JourneyDocument['trigger'];
      readonly open: readonly string[];
    }
  | { readonly outcome: 'not_live'; readonly status: DocumentStatus }
  /** The request has neither a `userId` nor an `anonymousId`. */
  | { readonly outcome: 'no_person' };

export interface EntryDependencies extends Pick<PutSettings, 'source' | 'now'> {
  /** The program as published; undefined when nothing is published. */
  readonly program: ProgramSnapshot | undefined;
  readonly sender: TouchpointSender;
}

/** Whether the person enters is decided when the event arrives. Throws network errors. */
export async function enterJourney(
  id: string,
  { userId, anonymousId, properties, messageId }: EntryRequest,
  { program, sender, source, now }: EntryDependencies,
): Promise<EntryRefusal | PutTouchpoints | UnreadableTouchpoint> {
  const refusal = findRefusal(id, program);
  if (refusal !== undefined) return refusal;
  if (userId === undefined && anonymousId === undefined) return { outcome: 'no_person' };
  const event = {
    event: enterEventName,
    ...omitAbsent({ userId, anonymousId, messageId }),
    properties: { ...properties, journey: id },
  };
  return putTouchpoints(
    [event],
    { source, now, isChecked: true, identity: program?.policy.identity },
    sender,
  );
}

function findRefusal(id: string, program: ProgramSnapshot | undefined): EntryRefusal | undefined {
  const journeys = program?.journeys.map(({ document }) => document) ?? [];
  const journey = journeys.find((document) => document.id === id);
  const open = journeys.filter(isOpen).map((document) => document.id);
  if (journey === undefined) return { outcome: 'unknown_journey', open };
  const { trigger, status } = journey;
  if (!('api' in trigger)) return { outcome: 'other_trigger', trigger, open };
  return status === 'live' ? undefined : { outcome: 'not_live', status };
}

function isOpen({ trigger, status }: JourneyDocument): boolean {
  return 'api' in trigger && status === 'live';
}
