/**
 * What a posted form has done, in the address of the page that shows it (`?done=`). It is sealed with the key of its
 * link: only this stage makes one, it belongs to one link, and no one reads personal data in it. Nothing is stored.
 */
import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { HOUR } from '../../engine/base/time-units.ts';
import type { LinkKeys } from '../ports/link-keys.ts';
import { findKeyOf, openBytes, sealBytes } from './seal-bytes.ts';

export interface FormResult {
  /** What the page says: each page has its own words. */
  readonly done: string;
  /** When it was done (epoch ms). */
  readonly at: number;
  /** Traits that the form stated, which may not have reached the profile. */
  readonly traits: JsonObject;
}

const format = 2;
/** A page that is opened later shows what holds then. */
const shownFor = HOUR;

/** `token`: of the link, which was opened. Undefined when its key does not exist. Throws when the key cannot be read. */
export async function sealResult(
  { done, at, traits }: FormResult,
  token: string,
  keys: Pick<LinkKeys, 'find'>,
): Promise<string | undefined> {
  const key = await findKeyOf(token, keys);
  return key && sealBytes(format, Buffer.from(JSON.stringify([hash(token), done, at, traits])), key);
}

/** Undefined when it is none, of another link, or older than an hour. `now` in epoch ms. */
export async function openResult(
  text: string,
  token: string,
  keys: Pick<LinkKeys, 'find'>,
  now: number,
): Promise<FormResult | undefined> {
  const plain = await openBytes(format, text, keys);
  if (plain === undefined) return undefined;
  const [of, done, at, traits]: [Json, string, number, JsonObject] = JSON.parse(plain.toString());
  return of === hash(token) && now - at < shownFor ? { done, at, traits } : undefined;
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64url').slice(0, 16);
}
