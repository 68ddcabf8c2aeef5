/** Reads a sent email by parsers that share no code with the product: as a mail program and as a receiving server. */
import { generateKeyPairSync } from 'node:crypto';
import { authenticate } from 'mailauth';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import PostalMime, { type Email } from 'postal-mime';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'der' },
});

export interface SignedHeaders {
  readonly result: string | undefined;
  /** Names in the signature's `h=`, in lower case. */
  readonly signed: readonly string[];
}

export function parseEmail(mime: string): Promise<Email> {
  return PostalMime.parse(mime);
}

/** The values of one header, undecoded, each time that it occurs. */
export function readHeaders(mime: string, name: string): string[] {
  const head = mime.slice(0, mime.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return head
    .split('\r\n')
    .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    .map((line) => line.slice(name.length + 1).trim());
}

/** Easy DKIM signs the headers that a message has; RFC 8058 requires the two of List-Unsubscribe among them. */
function listSignable(mime: string): string {
  const head = mime.slice(0, mime.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return head
    .split('\r\n')
    .map((line) => line.slice(0, line.indexOf(':')))
    .join(':');
}

/** Signs it for `domain` as Easy DKIM does, and verifies the signature as a receiving server does. */
export async function signAndVerify(mime: string, domain: string): Promise<SignedHeaders> {
  const { signatures, errors } = await dkimSign(mime, {
    ...{ signingDomain: domain, selector: 'ses', privateKey },
    // Only what is listed here is signed; the fields above are defaults that the types require.
    signatureData: [{ signingDomain: domain, selector: 'ses', privateKey }],
    headerList: listSignable(mime),
  });
  if (errors.length > 0) throw new Error(`Not signed: ${JSON.stringify(errors)}`);
  const { dkim } = await authenticate(`${signatures}${mime}`, {
    trustReceived: false,
    // The key of the signature; nothing else is looked up on a network.
    resolver: async (name: string) => {
      if (name === `ses._domainkey.${domain}`) return [[`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`]];
      throw Object.assign(new Error(`No record ${name}`), { code: 'ENOTFOUND' });
    },
  });
  const [verified] = dkim.results;
  const list = /\bh=([^;]+);/.exec(signatures.replace(/\s+/g, ''))?.[1] ?? '';
  return { result: verified?.status.result, signed: list.toLowerCase().split(':') };
}
