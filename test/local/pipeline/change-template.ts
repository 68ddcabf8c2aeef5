/** A copy of the synthesized stack with something changed in its template: what a mistake in `lib/` would deploy. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';

export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

export interface ChangedAssembly {
  readonly cdkOut: string;
  remove(): Promise<void>;
}

/** `change` may alter the resources (by logical id) in place. */
export async function changeTemplate(
  change: (resources: Readonly<Record<string, TemplateResource>>) => void,
): Promise<ChangedAssembly> {
  const cdkOut = await mkdtemp(join(tmpdir(), 'percorso-changed-'));
  await cp(inject('cdkOut'), cdkOut, { recursive: true });
  const file = join(cdkOut, 'percorso-local.template.json');
  const template = JSON.parse(await readFile(file, 'utf8'));
  change(template.Resources);
  await writeFile(file, JSON.stringify(template));
  return { cdkOut, remove: () => rm(cdkOut, { recursive: true }) };
}
