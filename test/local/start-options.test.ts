/** The command line of the local cloud: what it takes, and what it says of the rest. */
import { expect, it } from 'vitest';
import { readStartOptions } from '../../local/start-options.ts';

it('starts on its usual port, with nothing let out, unless it is given more', () => {
  expect(readStartOptions([])).toEqual({
    isHelp: false,
    isVerbose: false,
    cloud: { cdkOut: 'cdk.out', port: 4566, allowedHosts: [] },
  });
  const words =
    '--port 0 --seed 42 --start-at 2026-11-01 --repeats 0 --allow-webhooks Crm.example --allow-webhooks localhost:90';
  expect(readStartOptions(words.split(' ')).cloud).toMatchObject({
    port: 0,
    seed: 42,
    startAt: '2026-11-01',
    repeats: 0,
    allowedHosts: ['crm.example', 'localhost:90'],
  });
});

it.each([
  ['port', 'abc', 'a whole number, 0 to 65535'],
  ['port', '70000', 'a whole number, 0 to 65535'],
  ['port', '', 'a whole number'],
  ['seed', 'x', 'a whole number, 0 or more'],
  ['start-at', 'yesterday', 'a time with its zone'],
  ['start-at', '2026-11-01T08:00', 'a time with its zone'],
  ['start-at', '2026-13-01', 'a time with its zone'],
  ['repeats', '5', 'a share from 0 to 1'],
  ['environments', '0', 'a whole number, 1 to 100'],
  ['allow-webhooks', 'https://crm.example/', 'a host by name'],
])('says what --%s is instead of "%s"', (option, value, expected) => {
  expect(() => readStartOptions([`--${option}=${value}`])).toThrow(
    expect.objectContaining({
      code: 'option_invalid',
      message: expect.stringMatching(`^--${option} is ${expected}.*Received "${value}"`),
    }),
  );
});
