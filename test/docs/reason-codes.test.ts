import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { reasonCodes } from '../../engine/model/reason-codes.ts';

it('documents every reason code, and no other', () => {
  const page = readFileSync(new URL('../../docs/reason-codes.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code);
  expect(documented.sort()).toEqual([...reasonCodes].sort());
});
