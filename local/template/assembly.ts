/** Reads a `cdk.out` folder: its stacks, their templates and the paths of their assets. */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { omitAbsent } from '../omit-absent.ts';
import { AssemblyUnreadableError } from './errors.ts';

export interface Template {
  readonly Parameters?: Record<string, { Type: string; Default?: unknown; AllowedValues?: unknown[] }>;
  readonly Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  readonly Conditions?: Record<string, unknown>;
  readonly Resources: Record<string, TemplateResource>;
  readonly Outputs?: Record<
    string,
    { Value: unknown; Description?: string; Condition?: string; Export?: { Name: unknown } }
  >;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly Metadata?: Record<string, unknown>;
}

export interface Assembly {
  readonly stackName: string;
  readonly template: Template;
  /** Region and account of the synthesized stack; absent when environment-agnostic. */
  readonly region?: string;
  readonly account?: string;
  /** Absolute path of the asset published under this object key, e.g. `<hash>.zip`. */
  assetPath(objectKey: string): string | undefined;
}

interface Manifest {
  artifacts?: Record<
    string,
    {
      type: string;
      environment?: string;
      displayName?: string;
      properties?: { templateFile?: string; stackName?: string; file?: string };
    }
  >;
}

/** Reads the only stack of the folder, or the named one. Throws `AssemblyUnreadableError`. */
export function readAssembly(cdkOut: string, wanted?: string): Assembly {
  const folder = resolve(cdkOut);
  const manifestPath = join(folder, 'manifest.json');
  if (!existsSync(manifestPath)) {
    throw new AssemblyUnreadableError(folder, 'there is no manifest.json', 'run `npm run synth` first');
  }
  const artifacts = (readJson(manifestPath) as Manifest).artifacts ?? {};
  const stacks = Object.entries(artifacts).filter(([, a]) => a.type === 'aws:cloudformation:stack');
  const names = stacks.map(([id, a]) => a.properties?.stackName ?? id);
  const index = wanted === undefined ? 0 : names.indexOf(wanted);
  const found = stacks[index];
  if (found === undefined || (wanted === undefined && stacks.length > 1)) {
    throw new AssemblyUnreadableError(
      folder,
      wanted === undefined ? `it contains ${stacks.length} stacks` : `it contains no stack named ${wanted}`,
      `choose one with --stack: ${names.join(', ') || '(none)'}`,
    );
  }
  const [id, artifact] = found;
  const stackName = names[index] ?? id;
  const templateFile = artifact.properties?.templateFile ?? `${id}.template.json`;
  const assets = readAssets(folder, artifacts);
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
  const template = readJson(join(folder, templateFile)) as Partial<Template>;
  if (template.Resources === undefined) {
    throw new AssemblyUnreadableError(
      join(folder, templateFile),
      'it has no Resources',
      'add one to the stack',
    );
  }
  return {
    stackName,
    template: { ...template, Resources: template.Resources },
    ...omitAbsent({
      region: region && !region.startsWith('unknown') ? region : undefined,
      account: account && !account.startsWith('unknown') ? account : undefined,
    }),
    assetPath: (objectKey) => assets.get(objectKey),
  };
}

function readAssets(folder: string, artifacts: NonNullable<Manifest['artifacts']>): Map<string, string> {
  const assets = new Map<string, string>();
  for (const artifact of Object.values(artifacts)) {
    const file = artifact.properties?.file;
    if (artifact.type !== 'cdk:asset-manifest' || file === undefined) continue;
    const manifest = readJson(join(folder, file)) as {
      files?: Record<
        string,
        { source: { path?: string }; destinations: Record<string, { objectKey: string }> }
      >;
    };
    for (const asset of Object.values(manifest.files ?? {})) {
      if (asset.source.path === undefined) continue;
      for (const destination of Object.values(asset.destinations)) {
        assets.set(destination.objectKey, resolve(folder, asset.source.path));
      }
    }
  }
  return assets;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new AssemblyUnreadableError(path, String(error), 'synthesize it again: `npm run synth`');
  }
}
