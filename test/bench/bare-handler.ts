/** A handler that does nothing but hold the same SDK clients, made at its start as any handler makes them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { buildSplit } from '../../lib/bundling/bundle.ts';
import { minifyOutputs } from '../../lib/bundling/minify.ts';

/**
 * `clients`: `@aws-sdk/client-dynamodb:DynamoDBClient,PutItemCommand` per line; `plugins`: those of the bundling that it
 * gets. Returns the file to import.
 */
export async function buildBare(
  folder: string,
  clients: readonly string[],
  plugins: readonly Plugin[],
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const source = join(folder, 'bare.ts');
  const imports = clients.map((line) => {
    const [module = '', names = ''] = line.split(':');
    return { module, names };
  });
  writeFileSync(
    source,
    `${imports.map(({ module, names }) => `import { ${names.replaceAll(',', ', ')} } from '${module}';`).join('\n')}
const held = [${imports.map(({ names }) => makeClients(names)).join(', ')}];
export const handler = async () => held.length;
`,
  );
  for (const { path, contents } of await minifyOutputs(await buildSplit(source, folder, [...plugins]))) {
    writeFileSync(path, contents);
  }
  return join(folder, 'index.mjs');
}

/** `SQSClient,SendMessageBatchCommand` → `new SQSClient({}), SendMessageBatchCommand`. */
function makeClients(names: string): string {
  return names
    .split(',')
    .map((name) => (name.endsWith('Client') ? `new ${name}({})` : name))
    .join(', ');
}
