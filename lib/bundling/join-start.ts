/**
 * Makes one file of all that a cold start reads. esbuild puts each set of modules that several parts share into a file
 * of its own: 49 for advance-profile, with 17 KB of imports and exports between them. Parts that are loaded on demand
 * then import from the joined file.
 */
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build, type OutputFile, type Plugin } from 'esbuild';
import { replaceText } from './minify.ts';

/** Of esbuild's own output: `import{a as b,c}from"./chunk-X.mjs"`. */
const staticImport = /\bimport(?:\{([^}]*)\}from)?"\.\/([\w.-]+\.mjs)"/g;

/** An output of esbuild has a form that this does not know. */
export class BundleFormError extends Error {
  readonly code = 'bundle_form';
  readonly file: string;
  constructor(file: string) {
    super(`The import of "${file}" has a form that join-start.ts does not read. Has esbuild changed?`);
    this.name = 'BundleFormError';
    this.file = file;
  }
}

/** `files`: outputs of one split build with external source maps. `start`: path of its entry. `options`: those of the build. */
export async function joinStart(
  files: readonly OutputFile[],
  start: string,
  options: BuildOptions,
): Promise<readonly OutputFile[]> {
  const outputs = new Map(files.map((file) => [basename(file.path), file]));
  const joined = findStart(outputs, basename(start));
  const places = new Map([...joined].map((name, index) => [name, index]));
  const exported = new Set<string>();
  const parts: OutputFile[] = [];
  for (const file of files) {
    const name = basename(file.path).replace(/\.map$/, '');
    if (joined.has(name)) continue;
    if (!file.path.endsWith('.mjs')) {
      parts.push(file);
      continue;
    }
    parts.push(replaceText(file, redirect(file.text, places, exported, basename(start))));
  }
  const entry = [...exported].map((line) => `export{${line};`);
  const { outputFiles } = await build({
    ...options,
    stdin: {
      contents: [`export*from"./${basename(start)}";`, ...entry].join('\n'),
      resolveDir: dirname(start),
    },
    plugins: [readOutputs(joined, outputs)],
    splitting: false,
    outfile: start,
    write: false,
  });
  return [...(outputFiles ?? []), ...parts];
}

/** The entry, and what it imports statically. */
function findStart(outputs: ReadonlyMap<string, OutputFile>, entry: string): ReadonlySet<string> {
  const found = new Set([entry]);
  for (const name of found)
    for (const [, , imported = ''] of (outputs.get(name)?.text ?? '').matchAll(staticImport))
      found.add(imported);
  return found;
}

/** Imports from joined files become imports from the entry; `exported` collects what it must export for them. */
function redirect(
  text: string,
  places: ReadonlyMap<string, number>,
  exported: Set<string>,
  entry: string,
): string {
  return text.replace(staticImport, (whole: string, names: string | undefined, file: string) => {
    const place = places.get(file);
    if (place === undefined) return whole;
    // Its side effects happened at the start.
    if (names === undefined) return '';
    const imported = names.split(',').map((each) => {
      const [name = '', local = name] = each.split(' as ');
      if (!/^[\w$]+$/.test(name)) throw new BundleFormError(file);
      exported.add(`${name} as _${place}${name}}from"./${file}"`);
      return `_${place}${name} as ${local}`;
    });
    return `import{${imported.join(',')}}from"./${entry}"`;
  });
}

/** Reads the joined files from memory, with their source maps; the others stay imports. */
function readOutputs(joined: ReadonlySet<string>, outputs: ReadonlyMap<string, OutputFile>): Plugin {
  return {
    name: 'read-outputs',
    setup(building) {
      building.onResolve({ filter: /^\.\/[\w.-]+\.mjs$/ }, ({ path, resolveDir }) => {
        const name = basename(path);
        if (!joined.has(name)) return { path, external: true };
        return { path: join(resolveDir, name), namespace: 'output', pluginData: name };
      });
      building.onLoad({ filter: /./, namespace: 'output' }, ({ pluginData, path }) => {
        const map = outputs.get(`${pluginData}.map`);
        const link =
          map === undefined
            ? ''
            : `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map.contents).toString('base64')}`;
        return {
          contents: `${outputs.get(pluginData)?.text ?? ''}${link}`,
          resolveDir: dirname(path),
          loader: 'js',
        };
      });
    },
  };
}
