/** What an operator reads who gives `percorso unmerge` the wrong profile. */
import { expect, it } from 'vitest';
import { UndoRefusedError } from '../../../app/identity/undo-refused-error.ts';

it('names what was merged into the profile that stayed, and what to type', () => {
  const error = new UndoRefusedError('not_merged', {
    id: 'P1',
    absorbed: [
      ['P2', 1],
      ['P3', 2],
    ],
  });
  expect(error.message).toBe(
    'Profile P1 is the one that stayed: P3 was merged into it, and before it P2. To undo that merge, give the profile that ended: `percorso unmerge P3`.',
  );
  expect(error.code).toBe('undo_not_merged');
});

it('says of a profile without a merge that it is in no other one', () => {
  expect(new UndoRefusedError('not_merged', { id: 'P1' }).message).toMatch(
    /^The profile is in no other one\./,
  );
});

it('says of a profile whose merge is undone already that it is', () => {
  const error = new UndoRefusedError('not_merged', { id: 'P1', apart: [['P2', 1]] });
  expect(error.message).toBe(
    'Profile P1 is in no other one: its merge with P2 is undone already. `percorso merges P1` shows when, and by whom.',
  );
});
