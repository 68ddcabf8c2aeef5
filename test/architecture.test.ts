/** Holds the architecture: who may import whom, what the engine must not touch, how files are named and how long. */
import { describe, expect, it } from 'vitest';
import { findCycles, findFloor, floors } from './architecture/floors.ts';
import {
  findArea,
  type ImportOf,
  isTypeScript,
  listFiles,
  listImports,
  readCode,
} from './architecture/source-files.ts';

const files = listFiles();
const sources = files.filter(isTypeScript);
const product = sources.filter(({ path }) => path.includes('/') && !path.startsWith('test/'));
const imports = sources.flatMap(listImports);

interface ImportRule {
  /** Our own folders, or single files by pattern, besides the area itself. */
  readonly ours: readonly RegExp[];
  readonly packages: readonly RegExp[];
}

const node = /^node:/;
const rules: Readonly<Record<string, ImportRule>> = {
  bin: { ours: [/^lib\//], packages: [/^aws-cdk-lib(\/|$)/] },
  lib: {
    ours: [/^functions\/[a-z-]+\/environment\.ts$/, /^engine\/(base\/|model\/channels\.ts$)/],
    packages: [node, /^aws-cdk-lib(\/|$)/, /^cdk-nag$/, /^constructs$/, /^esbuild$/, /^@swc\/core$/],
  },
  functions: {
    ours: [/^functions\/shared\//, /^app\//, /^engine\//, /^adapters\//],
    packages: [node, /^@middy\//, /^@aws-lambda-powertools\//, /^aws-lambda$/],
  },
  // Hashing, compression and comparison only: what a use case needs from outside comes in through a port.
  app: {
    ours: [/^engine\//],
    packages: [/^node:(crypto|url|util|zlib)$/, /^aws-lambda$/],
  },
  engine: { ours: [], packages: [/^zod(\/mini)?$/, /^temporal-polyfill(\/|$)/] },
  adapters: {
    ours: [/^engine\//, /^app\/ports\//],
    packages: [
      node,
      /^@aws-sdk\//,
      /^liquidjs$/,
      /^mjml$/,
      /^html-to-text$/,
      /^htmlparser2$/,
      /^libphonenumber-js(\/|$)/,
      /^zod(\/mini)?$/,
    ],
  },
  cli: {
    ours: [/^app\//, /^engine\//, /^adapters\//],
    packages: [
      node,
      /^commander$/,
      /^cli-progress$/,
      /^csv-parse$/,
      /^iconv-lite$/,
      /^qrcode-generator$/,
      /^yaml$/,
      /^zod$/,
    ],
  },
  // The local cloud may import any package, but nothing of the product.
  local: { ours: [], packages: [/./] },
};

/** These files register commands and open what they need; the other files of `cli/commands/` call a use case and print. */
const wiresCommands = /-commands?\.ts$/;
/** What the engine has below its decisions. */
const wordsOfEngine = /^engine\/(base|model|time|channels|touchpoint)\//;

describe('imports', () => {
  it('are found at all, or every rule below would hold of nothing', () => {
    expect(imports.length).toBeGreaterThan(sources.length);
    expect(imports.filter(({ from }) => from === 'bin/percorso.ts').map(({ to }) => to)).toContain(
      'lib/bundling/bundle.ts',
    );
  });

  it.each(Object.keys(rules))('of %s/ go only where the architecture lets them', (area) => {
    expect(
      imports
        .filter(({ from }) => from.split('/')[0] === area)
        .filter(isForbidden)
        .map(describeImport),
    ).toEqual([]);
  });

  it('lead nowhere but to areas that have a rule, and to files that exist', () => {
    const known = new Set(files.map(({ path }) => path));
    const stray = imports.filter(
      ({ isOurs, to, from }) => isOurs && !known.has(to) && !from.startsWith('test/'),
    );
    expect(stray.map(describeImport)).toEqual([]);
    const areas = new Set(product.map(({ path }) => path.split('/')[0] ?? ''));
    expect([...areas].filter((area) => rules[area] === undefined)).toEqual([]);
  });

  it('of @aws-sdk happen in adapters/ only', () => {
    const outside = imports.filter(
      ({ from, to }) => to.startsWith('@aws-sdk/') && !/^(adapters|test)\//.test(from),
    );
    expect(outside.map(describeImport)).toEqual([]);
  });

  it('name the ending .ts, which Node runs as it is', () => {
    const bare = imports.filter(({ isOurs, to }) => isOurs && !/\.(ts|mjs|json)$/.test(to));
    expect(bare.map(describeImport)).toEqual([]);
  });

  it.each(Object.keys(rules))('of %s/ never run in a circle of files, types included', (area) => {
    const own = imports.filter(
      ({ from, to, isOurs }) => isOurs && [from, to].every((path) => path.startsWith(`${area}/`)),
    );
    expect(findCycles(own)).toEqual([]);
  });

  it('lead to where a thing is declared: no file exports again what another declares', () => {
    const again = product.filter(
      ({ path, text }) =>
        !path.startsWith('lib/bundling/') && /^export\s+(type\s+)?[*{][^;]*\sfrom\s/m.test(text),
    );
    expect(again.map(({ path }) => path)).toEqual([]);
  });

  it('of a command lead to use cases: it opens no adapter, and takes only words and units from the engine', () => {
    const ofCommands = imports.filter(({ from }) => from.startsWith('cli/commands/'));
    expect(ofCommands.filter(({ from }) => !wiresCommands.test(from)).length).toBeGreaterThan(100);
    const opened = ofCommands.filter(
      ({ from, to }) => to.startsWith('adapters/') && !wiresCommands.test(from),
    );
    const decided = ofCommands.filter(
      ({ to, isTypeOnly }) => to.startsWith('engine/') && !isTypeOnly && !wordsOfEngine.test(to),
    );
    expect([...opened, ...decided].map(describeImport)).toEqual([]);
  });

  it('never run in a circle', () => {
    expect(findCycles(imports.filter(({ isOurs, isTypeOnly }) => isOurs && !isTypeOnly))).toEqual([]);
  });
});

describe('the engine', () => {
  it('has folders in floors, each of which imports only itself and those below it', () => {
    const folders = files.flatMap(({ path }) => /^engine\/([^/]+)\//.exec(path)?.[1] ?? []);
    expect([...new Set(folders)].filter((folder) => !floors.includes(folder))).toEqual([]);
    const upward = imports.filter(
      ({ from, to, isOurs }) => isOurs && from.startsWith('engine/') && findFloor(to) > findFloor(from),
    );
    expect(upward.map(describeImport)).toEqual([]);
  });

  it.each([
    ['the clock', /\bDate\.now\b|\bnew Date\(\s*\)|\bTemporal\.Now\b|\bperformance\./],
    ['chance', /\bMath\.random\b|\bcrypto\.|\brandomUUID\b/],
    ['the process', /\bprocess\.|\bglobalThis\b|\bconsole\./],
    ['waiting', /\basync\b|\bawait\b|\bPromise\b|\bsetTimeout\b/],
    ['the network', /\bfetch\(/],
  ])('does without %s', (_, pattern) => {
    const guilty = sources.filter((file) => file.path.startsWith('engine/') && pattern.test(readCode(file)));
    expect(guilty.map(({ path }) => path)).toEqual([]);
  });
});

describe('files', () => {
  it('are at most 250 lines, and half of them under 100', () => {
    expect(sources.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path}: ${lines}`)).toEqual(
      [],
    );
    const lengths = product.map(({ lines }) => lines).sort((left, right) => left - right);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(100);
  });

  it('have names in kebab-case that say what is inside', () => {
    const parts = sources
      .filter(({ path }) => path.includes('/'))
      .flatMap(({ path }) => path.split('/').map((part) => ({ path, part })));
    const odd = parts.filter(({ part }) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|schema|ts))*$/.test(part));
    const vague = parts.filter(({ part }) =>
      /(^|-)(utils?|helpers?|common|managers?|misc)(-|\.|$)/.test(part),
    );
    expect([...odd, ...vague].map(({ path }) => path)).toEqual([]);
  });

  it('begin by saying what they are for', () => {
    const silent = product.filter(
      ({ text }) => !/^(#!.*\n)?\/(\*\*|\/) ?\S/.test(text.replace(/^\/\*\*\n \*/, '/**')),
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('of the engine write constants in camelCase, and units of time alone in capitals', () => {
    const names = sources
      .filter(({ path }) => path.startsWith('engine/'))
      .flatMap(({ text }) => [...text.matchAll(/^(?:export )?const ([A-Z][A-Z0-9_]*)\b/gm)])
      .map(([, name]) => name);
    expect(names.sort()).toEqual(['DAY', 'HOUR', 'MINUTE']);
  });

  it('give errors codes in snake_case', () => {
    const codes = product.flatMap(({ path, text }) =>
      [...text.matchAll(/readonly code(?:: [^=;]+)? = '([^']*)'/g)].map(([, code = '']) => ({ path, code })),
    );
    expect(codes.length).toBeGreaterThan(40);
    expect(codes.filter(({ code }) => !/^[a-z]+(_[a-z]+)*$/.test(code))).toEqual([]);
  });

  it('take no way around the types that the linter would not see', () => {
    const around = new RegExp('@ts-' + '(ignore|nocheck|expect-error)|biome-ignore-' + 'all');
    const guilty = product.filter(({ text }) => around.test(text));
    expect(guilty.map(({ path }) => path)).toEqual([]);
  });

  it('have no unfinished work and name no path of one machine', () => {
    const marks = new RegExp(
      ['TO' + 'DO\\b', 'FIX' + 'ME\\b', '(?<![\\w.])/(work|home|root|Users)/[a-z]'].join('|'),
    );
    const guilty = files.filter((file) => file.path !== 'package-lock.json' && marks.test(file.text));
    expect(guilty.map(({ path, text }) => `${path}: ${marks.exec(text)?.[0]}`)).toEqual([]);
  });
});

function isForbidden({ from, to, isOurs }: ImportOf): boolean {
  const rule = rules[from.split('/')[0] ?? ''];
  if (rule === undefined) return true;
  if (!isOurs) return !rule.packages.some((allowed) => allowed.test(to));
  return findArea(to) !== findArea(from) && !rule.ours.some((allowed) => allowed.test(to));
}

function describeImport({ from, to }: ImportOf): string {
  return `${from} imports ${to}`;
}
