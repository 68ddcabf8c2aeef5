/**
 * A second pass over what esbuild minified: swc folds more (365 → 350 KB for advance-profile, in half a second). Both
 * only shorten; what a bundle does is held by the tests, which run bundles made like this.
 */
import { transform } from '@swc/core';
import type { OutputFile } from 'esbuild';

/** Shortens every script among esbuild's outputs, and its source map with it. */
export async function minifyOutputs(files: readonly OutputFile[]): Promise<readonly OutputFile[]> {
  const maps = new Map(files.filter(({ path }) => path.endsWith('.map')).map((file) => [file.path, file]));
  const shortened = await Promise.all(
    files
      .filter(({ path }) => !path.endsWith('.map'))
      .map((file) => shorten(file, maps.get(`${file.path}.map`))),
  );
  return shortened.flat();
}

async function shorten(script: OutputFile, map: OutputFile | undefined): Promise<readonly OutputFile[]> {
  const { code, map: shifted } = await transform(script.text, {
    configFile: false,
    swcrc: false,
    isModule: true,
    minify: true,
    jsc: {
      target: 'es2022',
      minify: { compress: { ecma: 2022, passes: 2 }, mangle: true, format: { comments: false } },
    },
    sourceMaps: map !== undefined,
    ...(map === undefined ? {} : { inputSourceMap: map.text }),
  });
  const made = replaceText(script, code);
  return map === undefined || shifted === undefined ? [made] : [made, replaceText(map, shifted)];
}

function replaceText(file: OutputFile, text: string): OutputFile {
  return { ...file, path: file.path, hash: '', text, contents: new TextEncoder().encode(text) };
}
