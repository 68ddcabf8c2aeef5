/** `percorso secret`: values that webhooks use and that documents reference by name. */
import type { SecretStore } from '../../../app/ports/secrets.ts';
import { headerTextPattern, secretNamePattern } from '../../../engine/model/secret-reference.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

/** Parameter Store's limit for a standard parameter. */
const maxLength = 4096;

export async function setSecret(name: string, input: string, store: SecretStore): Promise<CommandResult> {
  checkName(name);
  // `echo value | percorso secret set` ends with a line break.
  const value = input.replace(/\r?\n$/, '');
  if (value.length > maxLength || !headerTextPattern.test(value)) {
    // The value is not repeated: it would stay in the terminal's history and in logs.
    throw new UsageError(
      `The value of "${name}" has ${value.length} characters and must be one line of 1 to ${maxLength} plain ASCII characters.`,
      `Pipe the value in: printf %s "$TOKEN" | percorso secret set ${name}`,
    );
  }
  await store.set(name, value);
  return {
    exitCode: 0,
    json: { name },
    lines: [`Stored. A webhook uses it with { secret: ${name} }, within five minutes.`],
  };
}

export async function listSecrets(store: SecretStore): Promise<CommandResult> {
  const secrets = (await store.list()).map(({ name, setAt }) => ({
    name,
    setAt: new Date(setAt).toISOString(),
  }));
  const lines = secrets.map(({ name, setAt }) => `${name}  set ${formatMoment(Date.parse(setAt))}`);
  return { exitCode: 0, json: { secrets }, lines: lines.length > 0 ? lines : ['No secret is stored.'] };
}

export async function removeSecret(name: string, store: SecretStore): Promise<CommandResult> {
  checkName(name);
  if (await store.remove(name)) {
    const line = `Removed. Webhooks that use "${name}" wait from now on (secret_missing).`;
    return { exitCode: 0, json: { name, isRemoved: true }, lines: [line] };
  }
  return {
    exitCode: 1,
    json: { name, isRemoved: false },
    lines: [`There is no secret "${name}": \`percorso secret list\` shows all.`],
  };
}

function checkName(name: string): void {
  if (secretNamePattern.test(name)) return;
  throw new UsageError(
    `"${name}" is not a valid secret name.`,
    'Use 1 to 128 letters, digits, dots, hyphens and underscores, such as crm-token.',
  );
}
