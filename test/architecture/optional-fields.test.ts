/** Holds that an optional field is left out in one way: by `omitAbsent`. */
import { describe, expect, it } from 'vitest';
import { isTypeScript, listFiles, readCode } from './source-files.ts';

const product = listFiles().filter(
  (file) => isTypeScript(file) && file.path.includes('/') && !file.path.startsWith('test/'),
);

/** The inside of an object, with objects in it three deep. */
const inside = Array.from({ length: 3 }).reduce<string>((inner) => `(?:[^{}]|\\{${inner}\\})*`, '[^{}]*');

/** A choice between `{}` and an object of one field. Fields that are present only together are not meant, nor are entries of a map. */
const choice = new RegExp(
  String.raw`\?\s*\{\s*\}\s*:\s*\{(?<second>${inside})\}|\?\s*\{(?<first>${inside})\}\s*:\s*\{\s*\}`,
  'g',
);

describe('optional fields', () => {
  it('are left out by omitAbsent, not by a choice between {} and one field', () => {
    const choices = product.flatMap((file) => listChoices(readCode(file)).map((code) => [file.path, code]));
    expect(choices).toEqual([]);
  });

  it('are found in the forms in which such a choice is written', () => {
    expect(listChoices('({ id, ...(name === undefined ? {} : { name }) })')).toEqual(['{ name }']);
    expect(listChoices('({ ...(isOpen ? { at: f({ a: { b } }, [c, d]) } : {}), id })')).toEqual([
      '{ at: f({ a: { b } }, [c, d]) }',
    ]);
    expect(listChoices('const more = last\n  ? {}\n  : {\n      at: last.at,\n    };')).toHaveLength(1);
    expect(listChoices('step === undefined ? {} : { step, version }')).toEqual([]);
    expect(listChoices('isObject(task) ? { ...task, at } : {}')).toEqual([]);
    expect(listChoices('isObject(task) ? task : {}')).toEqual([]);
    expect(listChoices('at === undefined ? {} : { [state]: at }')).toEqual([]);
  });
});

function listChoices(code: string): string[] {
  return [...code.matchAll(choice)].flatMap(({ groups }) => {
    const fields = (groups?.['first'] ?? groups?.['second'] ?? '').trim();
    return countFields(fields) === 1 && /^['\w]/.test(fields) ? [`{ ${fields} }`] : [];
  });
}

/** Commas outside brackets separate fields; one may follow the last. */
function countFields(fields: string): number {
  let outside = fields;
  for (let before = ''; before !== outside; ) {
    before = outside;
    outside = outside.replaceAll(/\([^()]*\)|\[[^[\]]*\]|\{[^{}]*\}/g, '');
  }
  return outside.split(',').filter((field) => field.trim() !== '').length;
}
