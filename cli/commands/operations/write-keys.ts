/** `percorso write-keys`: the keys with which SDKs send touchpoints to the HTTP API. */

import type { WriteKey, WriteKeyStore } from '../../../app/ports/write-keys.ts';
import { describeKeyState } from '../../../app/runtime/key-finder.ts';
import { revokeStoredKey } from '../../../app/runtime/revoke-stored-key.ts';
import {
  type CreatedWriteKey,
  createWriteKey,
  type InvalidSource,
  type NewWriteKey,
  rotateWriteKey,
  type UnknownWriteKey,
} from '../../../app/write-keys/change-write-keys.ts';
import { describeSigningState } from '../../../app/write-keys/revoke-signing-key.ts';
import { makeSigningKey } from '../../../app/write-keys/signing-keys.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { HOUR } from '../../../engine/base/time-units.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatTable } from '../../output/format-table.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';
import { describeSigningKey, describeUnknown, userIdsOfServer } from './user-ids.ts';

/** `userIds`: undefined is the default rule, for which no signing key is made yet. Throws UsageError. */
export async function createKey(
  wanted: Pick<NewWriteKey, 'source' | 'kind' | 'userIds'>,
  store: WriteKeyStore,
  now: number,
): Promise<CommandResult> {
  const { kind, userIds } = wanted;
  if (kind === 'server' && userIds !== undefined) throw userIdsOfServer;
  const made = userIds === 'signed' ? makeSigningKey(undefined, now) : undefined;
  const signingKeys = made === undefined ? [] : [made.signingKey];
  const created = await createWriteKey({ ...wanted, signingKeys }, store, now);
  const more = made === undefined ? describeUserIds(created) : describeSigningKey(made);
  return describeCreated(created, '', more);
}

export async function listKeys(store: WriteKeyStore, now: number): Promise<CommandResult> {
  const keys = await store.list();
  const rows = keys.map((key) => [
    key.id,
    key.source,
    key.kind,
    key.kind === 'server' ? '' : key.userIds,
    describeKeyState(key, now),
    formatMoment(key.createdAt),
    key.expiresAt === undefined ? '' : formatMoment(key.expiresAt),
  ]);
  const signing = keys.flatMap((key) =>
    key.signingKeys.map((each) => [
      each.id,
      key.id,
      describeSigningState(each, now),
      formatMoment(each.createdAt),
      each.expiresAt === undefined ? '' : formatMoment(each.expiresAt),
    ]),
  );
  return {
    exitCode: 0,
    json: {
      keys: keys.map((key) => ({
        ...describeKey(key, describeKeyState(key, now)),
        ...omitAbsent({ signingKeys: key.kind === 'browser' ? describeSigning(key, now) : undefined }),
      })),
    },
    lines:
      rows.length === 0
        ? ['There is no write key: `percorso write-keys create SOURCE` creates one.']
        : [
            ...formatTable([['id', 'source', 'kind', 'user ids', 'status', 'created', 'expires'], ...rows]),
            ...(signing.length === 0
              ? []
              : ['', ...formatTable([['signing key', 'of', 'status', 'created', 'expires'], ...signing])]),
          ],
  };
}

/** `hours`: for how long the old key stays valid. Throws UsageError. */
export async function rotateKey(
  id: string,
  hours: number,
  store: WriteKeyStore,
  now: number,
): Promise<CommandResult> {
  const result = await rotateWriteKey(id, hours * HOUR, store, now);
  const line =
    hours === 0
      ? `The HTTP API refuses the key ${id} within a minute.`
      : `The key ${id} stays valid for ${hours} hours.`;
  return describeCreated(result, id, { lines: [line], json: {} });
}

export async function revokeKey(id: string, store: WriteKeyStore): Promise<CommandResult> {
  const result = await revokeStoredKey(id, store);
  if (result.outcome === 'unknown_key') return describeUnknown(id);
  return {
    exitCode: 0,
    json: describeKey(result.key, 'revoked'),
    lines: [`Revoked. The HTTP API refuses the key ${id} (${result.key.source}) within a minute.`],
  };
}

function describeCreated(
  result: CreatedWriteKey | InvalidSource | UnknownWriteKey,
  replaced: string,
  more: Pick<CommandResult, 'lines'> & { readonly json: object },
): CommandResult {
  switch (result.outcome) {
    case 'unknown_key':
      return describeUnknown(replaced);
    case 'invalid_source':
      throw new UsageError(
        'A source has 1 to 256 letters, digits, dots, slashes, hyphens and underscores, and begins neither with "aws." nor with "percorso".',
        'Give the system that the touchpoints come from, such as web or shop.',
      );
    case 'created': {
      const { key, text } = result;
      return {
        exitCode: 0,
        json: { ...describeKey(key, 'active'), key: text, ...more.json },
        lines: [
          text,
          `Write key ${key.id} of source ${key.source} (${key.kind}). It is shown only once; the HTTP API accepts it within a minute.`,
          ...more.lines,
        ],
      };
    }
  }
}

function describeSigning({ signingKeys }: WriteKey, now: number) {
  return signingKeys.map((key) => ({
    ...{
      id: key.id,
      status: describeSigningState(key, now),
      createdAt: new Date(key.createdAt).toISOString(),
    },
    ...omitAbsent({
      expiresAt: key.expiresAt === undefined ? undefined : new Date(key.expiresAt).toISOString(),
    }),
  }));
}

/** Without the hash: a list is no place for it. */
function describeKey(key: WriteKey, status: string) {
  const { id, source, kind, userIds, signingKeys, createdAt, expiresAt } = key;
  return {
    ...{ id, source, kind, status },
    ...(kind === 'browser' ? { userIds, signingKeys: signingKeys.map((each) => each.id) } : {}),
    createdAt: new Date(createdAt).toISOString(),
    ...omitAbsent({ expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt).toISOString() }),
  };
}

/** A browser key that has the default rule accepts no user id yet. */
function describeUserIds(result: CreatedWriteKey | InvalidSource) {
  if (
    result.outcome !== 'created' ||
    result.key.kind === 'server' ||
    result.key.userIds === 'any' ||
    result.key.signingKeys.length > 0
  )
    return { lines: [], json: {} };
  const command = `percorso write-keys user-ids ${result.key.id}`;
  const lines = [
    `A userId from this key counts only with a user token: \`${command} signed\` makes the key that signs tokens, \`${command} any\` accepts every userId.`,
  ];
  return { lines, json: {} };
}
