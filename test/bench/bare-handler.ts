/** A handler that does nothing but hold the same SDK clients, bundled with the same settings: the floor of a bundle. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../lib/bundle.ts';
import { minifyOutputs } from '../../lib/minify.ts';

/** `clients`: `@aws-sdk/client-dynamodb:DynamoDBClient,PutItemCommand` per line. */
export async function buildBare(outfile: string, clients: readonly string[]): Promise<void> {
  const source = join(dirname(outfile), 'bare.ts');
  const imports = clients.map((line) => {
    const [module = '', names = ''] = line.split(':');
    return { module, names };
  });
  writeFileSync(
    source,
    `${imports.map(({ module, names }) => `import { ${names.replaceAll(',', ', ')} } from '${module}';`).join('\n')}
const held = [${imports.map(({ names }) => names).join(', ')}];
export const handler = async () => held.length;
`,
  );
  const { outputFiles } = await build({ ...bundleOptions, entryPoints: [source], outfile, write: false });
  for (const { path, contents } of await minifyOutputs(outputFiles)) writeFileSync(path, contents);
}
