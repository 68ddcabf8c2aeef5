/**
 * Takes Node's own modules from `process.getBuiltinModule` in Lambda bundles. For an import statement, Node wraps the
 * module into an ES module and reads each of its exports, which takes half a millisecond per module of a cold start.
 */
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

const namespace = 'builtin-module';
/** Of the process that bundles, if another process started it or a tool has replaced a method: no bundle may depend on that. */
const ofThisProcess = /^(?:_.*|channel|connected|disconnect|emit|send)$/;

export const builtinModules: Plugin = {
  name: namespace,
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^[a-z_:/]+$/, namespace: 'file' }, ({ path, kind }) =>
      kind === 'import-statement' && isBuiltin(path) ? { path, namespace, sideEffects: false } : undefined,
    );
    onLoad({ filter: /.*/, namespace }, async ({ path }) => ({
      contents: writeModule(path, Object.keys((await import(path)) as object)),
    }));
  },
};

/** Pure calls, so that esbuild leaves out the exports that a bundle does not use. */
function writeModule(path: string, names: readonly string[]): string {
  const isVolatile = (name: string) => /^(?:node:)?process$/.test(path) && ofThisProcess.test(name);
  const isName = (name: string) => name !== 'default' && /^[\w$]+$/.test(name) && !isVolatile(name);
  return [
    `const builtin = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});`,
    'export default builtin;',
    ...names
      .filter(isName)
      .map((name) => `export const ${name} = /* @__PURE__ */ (() => builtin.${name})();`),
  ].join('\n');
}
