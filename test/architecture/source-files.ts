/** The repository's own files, read once, with what they import. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';

export interface SourceFile {
  /** From the root, with slashes: `engine/decide/decide.ts`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

export interface ImportOf {
  readonly from: string;
  /** A file of ours by its path, or a package or `node:` module by its name. */
  readonly to: string;
  readonly isOurs: boolean;
  /** Erased by the compiler: needs nothing when it runs. */
  readonly isTypeOnly: boolean;
}

const root = resolve(import.meta.dirname, '../..');

/** Made by tools, or kept from git. */
const foreign = new Set(['node_modules', 'cdk.out', 'dist', 'coverage', '.git', '.local']);

/** `import ... from 'x'`, `export ... from 'x'`, `import 'x'`, `import('x')`: at the start of a line or an expression. */
const importForms = [
  /^(?:import|export)\s+(type\s)?[^'"`;]*?\sfrom\s+'([^']+)'/gm,
  /^import\s+()'([^']+)'/gm,
  /\bimport\(\s*()'([^']+)'/g,
];

/** Every text file of the repository. */
export function listFiles(folder = ''): SourceFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !foreign.has(name))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) return listFiles(path);
      const text = readFileSync(join(root, path), 'utf8');
      return [{ path, text, lines: text.split('\n').length - 1 }];
    });
}

export function isTypeScript({ path }: SourceFile): boolean {
  return path.endsWith('.ts') && !path.endsWith('.d.ts');
}

export function listImports(file: SourceFile): ImportOf[] {
  const code = dropComments(file.text);
  return importForms.flatMap((form) =>
    [...code.matchAll(form)].map((match) => {
      const [, type, target = ''] = match;
      const isOurs = target.startsWith('.');
      return {
        from: file.path,
        to: isOurs ? resolveOurs(file.path, target) : target,
        isOurs,
        isTypeOnly: type !== undefined && type !== '',
      };
    }),
  );
}

/** Comments and plain strings out, so that words in prose are not taken for code. Templates stay: they hold code. */
export function readCode({ text }: SourceFile): string {
  return dropComments(text).replaceAll(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''");
}

/** The folder that the import rules speak of: `functions/send-email`, else the first part of the path. */
export function findArea(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'functions' ? `functions/${second}` : first;
}

function dropComments(text: string): string {
  return text.replaceAll(
    /('(?:\\.|[^'\\\n])*')|\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/[^\n]*/g,
    (_, kept) => kept ?? '',
  );
}

function resolveOurs(from: string, target: string): string {
  return relative(root, resolve(root, dirname(from), target))
    .split(sep)
    .join('/');
}
