/**
 * A second minifier for the output of esbuild: swc folds more (365 → 350 KB for advance-profile, in half a second). Both
 * only shorten; what a bundle does is held by the tests, which run bundles made like this.
 */

import { type JsMinifyOptions, transform, version } from '@swc/core';
import type { OutputFile } from 'esbuild';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { MinifyRecord } from './minify-record.ts';

const options: JsMinifyOptions = {
  compress: { ecma: 2022, passes: 4 },
  mangle: true,
  // One character outside ASCII makes Node decode and store the whole file with two bytes per character.
  format: { comments: false, asciiOnly: true },
};

/** Names the tool and its options for the record: another version or other options produce other output. */
export const minifierName = JSON.stringify([version, options]);

/** Minifies every script among esbuild's outputs, and its source map; reads unchanged ones from the record. */
export async function minifyOutputs(
  files: readonly OutputFile[],
  record?: MinifyRecord,
): Promise<readonly OutputFile[]> {
  const maps = new Map(files.filter(({ path }) => path.endsWith('.map')).map((file) => [file.path, file]));
  const scripts = files.filter(({ path }) => !path.endsWith('.map'));
  const shortened = scripts.map((script) => shorten(script, maps.get(`${script.path}.map`), record));
  return (await Promise.all(shortened)).flat();
}

async function shorten(
  script: OutputFile,
  map: OutputFile | undefined,
  record: MinifyRecord | undefined,
): Promise<readonly OutputFile[]> {
  const before = script.text + (map?.text ?? '');
  const known = await record?.find(script.path, before);
  if (known !== undefined) return [{ ...script, contents: known, hash: '' }];
  const { code, map: shifted } = await transform(script.text, {
    configFile: false,
    swcrc: false,
    isModule: true,
    minify: true,
    jsc: { target: 'es2022', minify: options },
    sourceMaps: map !== undefined,
    ...omitAbsent({ inputSourceMap: map?.text }),
  });
  record?.note(script.path, before, code);
  const made = replaceText(script, code);
  return map === undefined || shifted === undefined ? [made] : [made, replaceText(map, shifted)];
}

/** The same file with other contents. */
export function replaceText(file: OutputFile, text: string): OutputFile {
  return { ...file, path: file.path, hash: '', text, contents: new TextEncoder().encode(text) };
}
