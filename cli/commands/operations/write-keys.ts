/** `percorso write-keys`: the keys with which SDKs send touchpoints to the HTTP API. */
import type { WriteKey, WriteKeyKind, WriteKeyStore } from '../../../app/ports/write-keys.ts';
import {
  type CreatedWriteKey,
  createWriteKey,
  describeState,
  type InvalidSource,
  revokeWriteKey,
  rotateWriteKey,
  type UnknownWriteKey,
} from '../../../app/write-keys/change-write-keys.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { HOUR } from '../../../engine/base/time-units.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatTable } from '../../output/format-table.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

/** Throws UsageError. */
export async function createKey(
  source: string,
  kind: WriteKeyKind,
  store: WriteKeyStore,
  now: number,
): Promise<CommandResult> {
  return describeCreated(await createWriteKey({ source, kind }, store, now), '');
}

export async function listKeys(store: WriteKeyStore, now: number): Promise<CommandResult> {
  const keys = await store.list();
  const rows = keys.map((key) => [
    key.id,
    key.source,
    key.kind,
    describeState(key, now),
    formatMoment(key.createdAt),
    key.expiresAt === undefined ? '' : formatMoment(key.expiresAt),
  ]);
  return {
    exitCode: 0,
    json: { keys: keys.map((key) => describeKey(key, describeState(key, now))) },
    lines:
      rows.length === 0
        ? ['There is no write key: `percorso write-keys create SOURCE` creates one.']
        : formatTable([['id', 'source', 'kind', 'status', 'created', 'expires'], ...rows]),
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
  return describeCreated(result, id, hours);
}

export async function revokeKey(id: string, store: WriteKeyStore): Promise<CommandResult> {
  const result = await revokeWriteKey(id, store);
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
  hours = 0,
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
        json: { ...describeKey(key, 'active'), key: text },
        lines: [
          text,
          `Write key ${key.id} of source ${key.source} (${key.kind}). It is shown only once; the HTTP API accepts it within a minute.`,
          ...(replaced === '' ? [] : [`The key ${replaced} stays valid for ${hours} hours.`]),
        ],
      };
    }
  }
}

/** Without the hash: a list is no place for it. */
function describeKey({ id, source, kind, createdAt, expiresAt }: WriteKey, status: string) {
  return {
    ...{ id, source, kind, status },
    createdAt: new Date(createdAt).toISOString(),
    ...omitAbsent({ expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt).toISOString() }),
  };
}

function describeUnknown(id: string): CommandResult {
  return {
    exitCode: 1,
    json: { id, isKnown: false },
    lines: [`There is no valid write key "${id}": \`percorso write-keys list\` shows all.`],
  };
}
