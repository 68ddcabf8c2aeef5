/** `percorso secret`: values that webhooks use and that documents reference by name. */
import type { SecretStore } from '../../../app/ports/secrets.ts';
import {
  removeSecret as removeStored,
  setSecret as storeSecret,
} from '../../../app/secrets/change-secrets.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

/** Throws UsageError. */
export async function setSecret(name: string, input: string, store: SecretStore): Promise<CommandResult> {
  // `echo value | percorso secret set` ends with a line break.
  const result = await storeSecret(name, input.replace(/\r?\n$/, ''), store);
  switch (result.outcome) {
    case 'stored':
      return {
        exitCode: 0,
        json: { name },
        lines: [`Stored. A webhook uses it with { secret: ${name} }, within five minutes.`],
      };
    case 'invalid_name':
      throw describeInvalidName(name);
    case 'invalid_value':
      throw new UsageError(
        `The value of "${name}" has ${result.length} characters and must be one line of 1 to ${result.maxLength} plain ASCII characters.`,
        `Pipe the value in: printf %s "$TOKEN" | percorso secret set ${name}`,
      );
  }
}

export async function listSecrets(store: SecretStore): Promise<CommandResult> {
  const secrets = (await store.list()).map(({ name, setAt }) => ({
    name,
    setAt: new Date(setAt).toISOString(),
  }));
  const lines = secrets.map(({ name, setAt }) => `${name}  set ${formatMoment(Date.parse(setAt))}`);
  return { exitCode: 0, json: { secrets }, lines: lines.length > 0 ? lines : ['No secret is stored.'] };
}

/** Throws UsageError. */
export async function removeSecret(name: string, store: SecretStore): Promise<CommandResult> {
  const { outcome } = await removeStored(name, store);
  if (outcome === 'invalid_name') throw describeInvalidName(name);
  if (outcome === 'removed') {
    const line = `Removed. Webhooks that use "${name}" wait from now on (secret_missing).`;
    return { exitCode: 0, json: { name, isRemoved: true }, lines: [line] };
  }
  return {
    exitCode: 1,
    json: { name, isRemoved: false },
    lines: [`There is no secret "${name}": \`percorso secret list\` shows all.`],
  };
}

function describeInvalidName(name: string): UsageError {
  return new UsageError(
    `"${name}" is not a valid secret name.`,
    'Use 1 to 128 letters, digits, dots, hyphens and underscores, such as crm-token.',
  );
}
