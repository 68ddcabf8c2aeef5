/** Compares the arguments of a render tag with what the block reads. */
import type { BlockDocument } from '../../model/documents/block-document.ts';
import type { Finding } from '../problems/problem.ts';
import { formatSuggestion } from '../problems/suggest-name.ts';
import { listBound, listParameters } from './fill-arguments.ts';
import { type Arguments, listMarks, readLiteral } from './list-marks.ts';
import { listTexts } from './list-uses.ts';

export type ArgumentFinding = Omit<Finding, 'segments'>;

/** `source`: the form of the block that is inserted. */
export function checkArguments(block: BlockDocument, args: Arguments, source: string): ArgumentFinding[] {
  const { id } = block;
  const marks = listMarks(source);
  const read = listParameters(source, marks);
  const known = listTexts(block).flatMap(({ text }) => [...listParameters(text, listMarks(text)).keys()]);
  const bound = listBound(marks);
  const unknown = Object.keys(args).filter((name) => !known.includes(name));
  const missing = [...read].filter(([name, isExpected]) => !isExpected && !Object.hasOwn(args, name));
  const hidden = Object.values(args).filter(
    (value) => readLiteral(value) === undefined && bound.has(/^[\w-]+/.exec(value)?.[0] ?? ''),
  );
  const isLayout = marks.some(({ kind }) => kind === 'content');
  return [
    ...unknown.map(
      (name): ArgumentFinding => ({
        received: name,
        remedy: `The block "${id}" reads no block.${name}.${formatSuggestion(name, known)}`,
        code: 'unknown_key',
        severity: 'warning',
      }),
    ),
    ...missing.map(
      ([name]): ArgumentFinding => ({
        received: `block.${name}`,
        remedy: `The block "${id}" shows block.${name}, which has no value: write {% render '${id}', ${name}: ... %}. Readers see nothing instead.`,
        code: 'unknown_variable',
        severity: 'warning',
      }),
    ),
    ...hidden.map(
      (value): ArgumentFinding => ({
        received: value,
        remedy: `The block "${id}" has a variable of the same name: rename it, in the block or here.`,
        code: 'invalid_template',
      }),
    ),
    ...(isLayout
      ? [
          {
            received: id,
            remedy: `The block "${id}" is a layout, because it shows {{ content }}: name it in "layout".`,
            code: 'invalid_template' as const,
          },
        ]
      : []),
  ];
}
