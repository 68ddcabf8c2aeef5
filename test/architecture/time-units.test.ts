/** Holds that the lengths of a minute, an hour and a day are written in one file, and in one of the local cloud. */
import { expect, it } from 'vitest';
import { isTypeScript, listFiles, readCode } from './source-files.ts';

/** The numbers of other units. */
const elsewhere = /^(app\/ports\/queue-body|engine\/time\/zone-offset)\.ts$/;

it('units of time are written once: in engine/base, and in local/, which imports none of the product', () => {
  const users = listFiles().filter(
    (file) =>
      isTypeScript(file) &&
      /^(bin|lib|functions|app|adapters|engine|cli|local)\//.test(file.path) &&
      !elsewhere.test(file.path) &&
      /\b(60_?000|3_?600|3_?600_?000|86_?400|86_?400_?000)\b/.test(readCode(file)),
  );
  expect(users.map(({ path }) => path)).toEqual(['engine/base/time-units.ts', 'local/clock/time-units.ts']);
});
