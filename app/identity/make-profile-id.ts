/** Ids of people: ULIDs, so they sort by when a person was met and say nothing about who it is. */
import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `now` in epoch milliseconds. */
export function makeProfileId(now: number): string {
  let rest = now;
  let time = '';
  for (let i = 0; i < 10; i++) {
    time = alphabet.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  return time + Array.from(randomBytes(16), (byte) => alphabet.charAt(byte % 32)).join('');
}
