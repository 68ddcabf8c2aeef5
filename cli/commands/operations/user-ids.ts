/** `percorso write-keys user-ids`: whether the user ids of a browser key need a user token, and the keys that sign it. */
import type { UserIdRule, WriteKeyStore } from '../../../app/ports/write-keys.ts';
import { revokeSigningKey } from '../../../app/write-keys/revoke-signing-key.ts';
import {
  changeUserIds,
  type MadeSigningKey,
  PublicKeyInvalidError,
} from '../../../app/write-keys/signing-keys.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { HOUR } from '../../../engine/base/time-units.ts';
import { readTextFile } from '../../files/read-text.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export const userIdsOfServer = new UsageError(
  'A server key states user ids itself: it needs no user token.',
  'Use --kind browser, or leave --user-ids out.',
);

/** Throws UsageError. */
export function readPublicKey(file: string, directory: string): string {
  return readTextFile(
    file,
    directory,
    'Give a PEM file: openssl ec -in private.pem -pubout -out public.pem.',
  );
}

export interface UserIdOptions {
  readonly rule: UserIdRule;
  readonly hours: number;
  readonly publicPem: string | undefined;
}

/** Throws UsageError. */
export async function setUserIds(
  id: string,
  { rule, hours, publicPem }: UserIdOptions,
  store: WriteKeyStore,
  now: number,
): Promise<CommandResult> {
  const change = { rule, keepMs: hours * HOUR, publicPem };
  const result = await changeUserIds(id, change, store, now).catch((error: unknown) => {
    if (error instanceof PublicKeyInvalidError) throw new UsageError(error.message, error.remedy);
    throw error;
  });
  if (result.outcome === 'no_browser_key') throw userIdsOfServer;
  if (result.outcome === 'unknown_key') return describeUnknown(id);
  if (result.outcome === 'revoked_pair')
    throw new UsageError('The public key is of a pair that was revoked.', 'Make a new key pair.');
  const { made, expiring } = result;
  const json = { id, userIds: rule };
  if (made === undefined) {
    const lines = [`The HTTP API accepts every userId from the key ${id}, within a minute.`];
    return { exitCode: 0, json, lines };
  }
  const described = describeSigningKey(made);
  return {
    exitCode: 0,
    json: { ...json, ...described.json, expiring },
    lines: [
      ...described.lines,
      `A userId from the write key ${id} counts only with a user token, within a minute.`,
      ...expiring.map((each) =>
        hours === 0
          ? `The HTTP API accepts no token of the signing key ${each} within a minute.`
          : `Tokens of the signing key ${each} stay valid for ${hours} hours.`,
      ),
    ],
  };
}

/** The private key is printed here, and nowhere else. */
export function describeSigningKey({ signingKey, privateKey }: MadeSigningKey) {
  const shown = 'shown only once: a server of yours signs user tokens with it';
  return {
    json: { signingKey: signingKey.id, ...omitAbsent({ privateKey }) },
    lines:
      privateKey === undefined
        ? [`Signing key ${signingKey.id}, of your own key pair.`]
        : [`Signing key ${signingKey.id} (ES256), ${shown}.`, ...privateKey.trim().split('\n')],
  };
}

export function describeUnknown(id: string): CommandResult {
  return {
    exitCode: 1,
    json: { id, isKnown: false },
    lines: [`There is no valid write key "${id}": \`percorso write-keys list\` shows all.`],
  };
}

export async function revokeSigning(id: string, store: WriteKeyStore, now: number): Promise<CommandResult> {
  const result = await revokeSigningKey(id, store, now);
  if (result.outcome === 'unknown_signing_key')
    return {
      exitCode: 1,
      json: { id, isKnown: false },
      lines: [`There is no signing key "${id}": \`percorso write-keys list\` shows all.`],
    };
  const names = result.changed.map(({ writeKey }) => writeKey).join(', ');
  const without = result.changed.filter(({ left }) => left === 0);
  return {
    exitCode: 0,
    json: { id, status: 'revoked', writeKeys: result.changed },
    lines: [
      `Revoked. The HTTP API accepts no token of the signing key ${id} within a minute (write keys: ${names}).`,
      ...without.map(
        ({ writeKey }) =>
          `The write key ${writeKey} has no other signing key: \`percorso write-keys user-ids ${writeKey} signed\` makes one. Until then, no userId from it counts.`,
      ),
    ],
  };
}
