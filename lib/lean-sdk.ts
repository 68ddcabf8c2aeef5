/**
 * Takes out of the AWS SDK, while bundling, what says the same thing many times or never runs: a hot function pays for
 * every byte on each cold start. Measured on advance-profile: package.json files 7 KB, error classes 10 KB, hashes in
 * JavaScript 5 KB, signing for several regions at once 3 KB.
 */
import { readFile } from 'node:fs/promises';
import type { OnLoadResult, Plugin } from 'esbuild';

/** Each error class is thirty times the same ten lines; only name, shape and whose fault it is differ. */
const plainError =
  /export class (\w+) extends __BaseException \{\s*static shapeId = "([^"]+)";\s*name = "\1";\s*\$fault = "(client|server)";\s*constructor\(opts\) \{\s*super\(\{\s*name: "\1",\s*\$fault: "\3",\s*\.\.\.opts,?\s*\}\);\s*Object\.setPrototypeOf\(this, \1\.prototype\);\s*\}\s*\}/g;

const errorMaker = `
const makeError = (name, shapeId, $fault) => {
  const made = { [name]: class extends __BaseException {
    static shapeId = shapeId;
    name = name;
    $fault = $fault;
    constructor(opts) {
      super({ name, $fault, ...opts });
      Object.setPrototypeOf(this, made.prototype);
    }
  } }[name];
  return made;
};
`;

/** Node has these hashes itself; the SDK keeps its own for builds of Node without them. */
const ownHash = /^export class (Sha256Js|Md5Js)\b/m;

/** What EventBridge's client signs with; its other half is for global endpoints, which need a package we do not have. */
const oneRegion = `
  import { SignatureV4SignWithCredentials } from './SignatureV4SignWithCredentials';
export class SignatureV4MultiRegion extends SignatureV4SignWithCredentials {
  static sigv4aDependency() { return 'none'; }
  async sign(request, options = {}) {
    if (options.signingRegion === '*') {
      throw new Error('The bundle signs for one region. Take lean-sdk out of lib/bundle.ts to use a global endpoint.');
    }
    return super.sign(request, options);
  }
}
`;

export const leanSdk: Plugin = {
  name: 'lean-sdk',
  setup({ onLoad }) {
    // Of which a client reads its version.
    onLoad({ filter: /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
    onLoad({ filter: /[\\/]client-[\w-]+[\\/]dist-es[\\/]models[\\/]errors\.js$/ }, async ({ path }) =>
      shareErrorClasses(await readFile(path, 'utf8')),
    );
    onLoad({ filter: /[\\/]signature-v4-multi-region[\\/]dist-es[\\/]SignatureV4MultiRegion\.js$/ }, () => ({
      contents: oneRegion,
    }));
    onLoad({ filter: /[\\/]checksum[\\/]\w+[\\/](?:Sha256|Md5)Js\.js$/ }, async ({ path }) =>
      dropHash(await readFile(path, 'utf8')),
    );
  },
};

/** The same classes, made by one function; any that has more to it stays as it is. */
function shareErrorClasses(source: string): OnLoadResult {
  const shared = source.replace(plainError, 'export const $1 = makeError("$1", "$2", "$3");');
  if (shared === source) return { contents: source };
  const [imports, ...rest] = shared.split('\n');
  return { contents: [imports, errorMaker, ...rest].join('\n') };
}

function dropHash(source: string): OnLoadResult {
  const name = ownHash.exec(source)?.[1];
  if (name === undefined) return { contents: source };
  const message = `The bundle has no ${name}: it uses the hashes that Node brings. Take lean-sdk out of lib/bundle.ts.`;
  return {
    contents: `export class ${name} { constructor() { throw new Error(${JSON.stringify(message)}); } }`,
  };
}
