/** Reads config documents from files, folders and globs, with the line number of every value. */
import { globSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import {
  isAlias,
  isCollection,
  isMap,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
} from 'yaml';
import type { Finding, PathSegment } from '../../engine/config/problems/problem.ts';
import type { DocumentSource } from '../../engine/config/read/document-source.ts';
import { UsageError } from '../terminal/command-result.ts';
import { findChangedScalars } from './find-changed-scalars.ts';
import { readTextFile } from './read-text.ts';

export interface FileDocument extends DocumentSource {
  readonly origin: string;
  readonly file: string;
  /** Values that YAML reads differently from their text. */
  readonly changed: readonly Finding[];
  /** Line (from 1) of the innermost node on the path. */
  locate(segments: readonly PathSegment[]): number;
}

/** A file, or a part of one, that is not YAML or JSON. */
export interface FileProblem {
  readonly file: string;
  readonly line: number;
  readonly problem: string;
}

export interface DocumentFiles {
  readonly files: readonly string[];
  /** JSON files found in a folder that contain no document (nothing in them has a kind). */
  readonly skipped: readonly string[];
  readonly documents: readonly FileDocument[];
  readonly problems: readonly FileProblem[];
}

const documentFile = /\.(ya?ml|json)$/i;

/** `patterns`: files, folders (searched recursively) and globs. Throws UsageError when one finds nothing. */
export function readDocumentFiles(patterns: readonly string[], directory: string): DocumentFiles {
  const named = new Set(patterns);
  const files = [...new Set(patterns.flatMap((pattern) => expandPattern(pattern, directory)))];
  const read = files.map((file) => ({
    file,
    ...readDocumentText(readTextFile(file, directory, 'Name a YAML or JSON file.'), file),
  }));
  const isOther = ({ file, documents, problems }: (typeof read)[number]) =>
    /\.json$/i.test(file) && !named.has(file) && problems.length === 0 && !documents.some(hasKind);
  const used = read.filter((candidate) => !isOther(candidate));
  return {
    files: used.map(({ file }) => file),
    skipped: read.filter(isOther).map(({ file }) => file),
    documents: used.flatMap(({ documents }) => documents),
    problems: used.flatMap(({ problems }) => problems),
  };
}

function hasKind({ document }: FileDocument): boolean {
  return typeof document === 'object' && document !== null && 'kind' in document;
}

/** One file may contain several documents: YAML documents separated by `---`, or a list of documents. */
export function readDocumentText(
  text: string,
  file: string,
): { documents: FileDocument[]; problems: FileProblem[] } {
  const lines = new LineCounter();
  const parsed = parseAllDocuments<ParsedNode>(text, { lineCounter: lines, prettyErrors: false });
  // In JSON the text of a number has only one meaning.
  const isYaml = !/\.json$/i.test(file);
  const documents: FileDocument[] = [];
  const problems: FileProblem[] = [];
  for (const document of Array.isArray(parsed) ? parsed : []) {
    // One mistake causes many parser errors: report the first one.
    const [fault] = document.errors;
    if (fault !== undefined) {
      problems.push({ file, line: lines.linePos(fault.pos[0]).line, problem: fault.message });
      continue;
    }
    const root = document.contents;
    if (root === null) continue;
    try {
      const value: unknown = document.toJS({ maxAliasCount: 100 });
      // A separator at the end of a file starts an empty document.
      if (value === null) continue;
      const items =
        isSeq(root) && Array.isArray(value)
          ? value.map((item, index) => ({ item, index }))
          : [{ item: value }];
      for (const part of items) {
        const base = 'index' in part ? [part.index] : [];
        const locate = (segments: readonly PathSegment[]) => findLine(root, [...base, ...segments], lines);
        const changed = isYaml
          ? findChangedScalars('index' in part && isSeq(root) ? root.items[part.index] : root)
          : [];
        documents.push({ document: part.item, origin: `${file}:${locate([])}`, file, changed, locate });
      }
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      problems.push({ file, line: lines.linePos(root.range[0]).line, problem });
    }
  }
  return { documents, problems };
}

function expandPattern(pattern: string, directory: string): string[] {
  const stats = statSync(resolve(directory, pattern), { throwIfNoEntry: false });
  if (stats?.isFile()) return [pattern];
  const found = stats?.isDirectory()
    ? globSync('**/*', { cwd: resolve(directory, pattern) }).map((name) => join(pattern, name))
    : globSync(pattern, { cwd: directory });
  const files = found
    .filter((name) => documentFile.test(name) && !/(^|[\\/])(node_modules|\.[^\\/.]+)[\\/]/.test(name))
    .filter((name) => !/\.schema\.json$/i.test(name) && statSync(resolve(directory, name)).isFile())
    .sort();
  if (files.length > 0) return files;
  const place = relative(process.cwd(), resolve(directory, pattern)) || pattern;
  throw new UsageError(
    `No .yaml, .yml or .json file at ${place}.`,
    'Give files, folders, or globs in quotes, such as "rules/**/*.yaml".',
  );
}

function findLine(root: Node, segments: readonly PathSegment[], lines: LineCounter): number {
  let node: Node = root;
  let offset = root.range?.[0] ?? 0;
  for (const segment of segments) {
    if (isAlias(node) || !isCollection(node)) break;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => readKey(key) === String(segment));
      if (pair === undefined) break;
      offset = isNode(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
      if (!isNode(pair.value)) break;
      node = pair.value;
    } else {
      const item: unknown = node.items[Number(segment)];
      if (!isNode(item)) break;
      node = item;
      offset = item.range?.[0] ?? offset;
    }
  }
  return lines.linePos(offset).line;
}

function readKey(key: unknown): string {
  return typeof key === 'object' && key !== null && 'value' in key ? String(key.value) : String(key);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}
