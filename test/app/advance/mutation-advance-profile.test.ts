/** The crash suite is worth something: it refuses handlers that are broken on purpose. */
import { expect, it } from 'vitest';
import { crashBroken } from '../../harness/broken-actors.ts';
import { findFlaw } from '../../harness/crash-run.ts';

it.each(Object.entries(crashBroken))('catches a handler that %s', async (_flaw, broken) => {
  expect(await findFlaw(broken)).toEqual(expect.any(String));
});
