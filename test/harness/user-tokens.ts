/** Signs user tokens as a server of a company does, with Node's own functions. */
import { createPrivateKey, sign } from 'node:crypto';

/** `header` replaces `{ alg: 'ES256' }`. Seconds since 1970 in `exp` and `nbf`. */
export function signUserToken(
  privateKey: string,
  claims: object,
  header: object = { alg: 'ES256', typ: 'JWT' },
): string {
  const signed = [header, claims].map(encode).join('.');
  const key = { key: createPrivateKey(privateKey), dsaEncoding: 'ieee-p1363' as const };
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
