/** `percorso api-keys`: the keys with which systems read people through the Profile API. */

import { createApiKey, mostPerMinute, type NewApiKey } from '../../../app/api-keys/change-api-keys.ts';
import { type ApiKey, type ApiKeyStore, type ApiScope, apiScopes } from '../../../app/ports/api-keys.ts';
import type { CallReader } from '../../../app/ports/call-counter.ts';
import { describeKeyState } from '../../../app/runtime/key-finder.ts';
import { revokeStoredKey } from '../../../app/runtime/revoke-stored-key.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { formatUtcDay } from '../../../engine/base/time-units.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatTable } from '../../output/format-table.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

/** Throws UsageError. */
export function parseScopes(text: string): readonly ApiScope[] {
  const wanted = text.split(',').map((each) => each.trim());
  const unknown = wanted.filter((each) => !apiScopes.some((scope) => scope === each));
  if (unknown.length > 0)
    throw new UsageError(
      `Unknown scope: ${unknown.join(', ')}.`,
      `Give one or more of ${apiScopes.join(', ')}, with commas between them.`,
    );
  if (wanted.every((scope) => scope === 'sensitive:read'))
    throw new UsageError(
      'A key with sensitive:read alone can read nothing: the scope shows sensitive fields in what the other scopes show.',
      'Add profiles:read, timeline:read or both: --scopes profiles:read,sensitive:read.',
    );
  return apiScopes.filter((scope) => wanted.includes(scope));
}

/** Throws UsageError. */
export async function createKey(wanted: NewApiKey, store: ApiKeyStore, now: number): Promise<CommandResult> {
  if (wanted.perMinute > mostPerMinute)
    throw new UsageError(
      `A key has at most ${mostPerMinute} requests a minute; received ${wanted.perMinute}.`,
      'Create several keys, one for each system.',
    );
  const created = await createApiKey(wanted, store, now);
  if (created.outcome === 'invalid_name')
    throw new UsageError(
      'A name has 1 to 64 letters, digits, dots, hyphens and underscores.',
      'Give the system that reads with the key, such as call-centre.',
    );
  const { key, text } = created;
  const end = key.expiresAt === undefined ? '' : ` It expires ${formatMoment(key.expiresAt)}.`;
  return {
    exitCode: 0,
    json: { ...describeKey(key, 'active'), key: text },
    lines: [
      text,
      `Key ${key.id} of ${key.name}: ${key.scopes.join(', ')}, ${key.perMinute} requests a minute. It is shown only once; the Profile API accepts it at once.${end}`,
    ],
  };
}

export async function listKeys(store: ApiKeyStore, calls: CallReader, now: number): Promise<CommandResult> {
  const keys = await store.list();
  const uses = await Promise.all(keys.map(({ id }) => calls.findLast(id)));
  const used = uses.map((at) => (at === undefined ? undefined : formatUtcDay(at)));
  const rows = keys.map((key, index) => [
    key.id,
    key.name,
    key.scopes.join(' '),
    describeKeyState(key, now),
    String(key.perMinute),
    formatMoment(key.createdAt),
    key.expiresAt === undefined ? '' : formatMoment(key.expiresAt),
    used[index] ?? '',
  ]);
  const titles = ['id', 'name', 'scopes', 'status', 'a minute', 'created', 'expires', 'last used'];
  return {
    exitCode: 0,
    json: {
      keys: keys.map((key, index) => ({
        ...describeKey(key, describeKeyState(key, now)),
        ...omitAbsent({ lastUsed: used[index] }),
      })),
    },
    lines:
      rows.length === 0
        ? ['There is no key: `percorso api-keys create NAME` creates one.']
        : formatTable([titles, ...rows]),
  };
}

export async function revokeKey(id: string, store: ApiKeyStore): Promise<CommandResult> {
  const result = await revokeStoredKey(id, store);
  if (result.outcome === 'unknown_key') {
    const problem = `There is no key ${id}.`;
    const remedy = '`percorso api-keys list` lists the ids.';
    return {
      exitCode: 1,
      json: { error: { code: 'unknown_key', problem, remedy } },
      lines: [problem, remedy],
    };
  }
  return {
    exitCode: 0,
    json: describeKey(result.key, 'revoked'),
    lines: [`Revoked. The Profile API refuses the key ${id} (${result.key.name}) within a minute.`],
  };
}

/** Without the hash: a list is no place for it. */
function describeKey({ id, name, scopes, perMinute, createdAt, expiresAt }: ApiKey, status: string) {
  return {
    ...{ id, name, scopes, status, perMinute, createdAt: new Date(createdAt).toISOString() },
    ...omitAbsent({ expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt).toISOString() }),
  };
}
