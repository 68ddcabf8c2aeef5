/** Validates touchpoints and puts them on the bus, all or none of what is given. */
import { isObject } from '../../engine/base/json.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { RefusedTouchpoint, SentTouchpoint, TouchpointSender } from '../ports/touchpoint-sender.ts';
import { deliverBatch } from './deliver-batch.ts';
import { readTouchpoint, TouchpointUnreadableError } from './read-touchpoint.ts';

export interface PutSettings {
  /** Source of touchpoints that name none. */
  readonly source: string;
  /** False: send what would be rejected. */
  readonly isChecked: boolean;
  /** Epoch ms. */
  readonly now: number;
  /** The published policy of ids; absent where it is not known. */
  readonly identity?: IdentityPolicy | undefined;
}

export interface PutTouchpoints {
  readonly outcome: 'put';
  /** Those that were given, in their order. */
  readonly touchpoints: readonly SentTouchpoint[];
  /** Those of them that the bus did not accept. */
  readonly refused: readonly RefusedTouchpoint[];
}

/** Nothing was sent. */
export interface UnreadableTouchpoint {
  readonly outcome: 'unreadable';
  /** Of the given value, from 0. */
  readonly index: number;
  readonly problem: string;
  readonly remedy: string;
  /** It could be sent unchecked. */
  readonly isSendable: boolean;
}

const callEntries = 10;

/** `values`: in one of the forms of readTouchpoint. Throws network errors. */
export async function putTouchpoints(
  values: readonly unknown[],
  settings: PutSettings,
  sender: TouchpointSender,
): Promise<PutTouchpoints | UnreadableTouchpoint> {
  const placeholders = settings.identity ?? 'built-in';
  const touchpoints: SentTouchpoint[] = [];
  for (const [index, value] of values.entries()) {
    try {
      touchpoints.push(readTouchpoint(value, { ...settings, placeholders }).touchpoint);
    } catch (error) {
      if (!(error instanceof TouchpointUnreadableError)) throw error;
      const { message: problem, remedy } = error;
      const isSendable = isObject(value) && settings.isChecked;
      return { outcome: 'unreadable', index, problem, remedy, isSendable };
    }
  }
  const refused: RefusedTouchpoint[] = [];
  for (let start = 0; start < touchpoints.length; start += callEntries) {
    refused.push(...(await deliverBatch(sender, touchpoints.slice(start, start + callEntries))));
  }
  return { outcome: 'put', touchpoints, refused };
}
