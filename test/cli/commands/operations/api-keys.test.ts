import { expect, it } from 'vitest';
import { parseScopes } from '../../../../cli/commands/operations/api-keys.ts';
import { UsageError } from '../../../../cli/terminal/command-result.ts';

it('a key needs a scope that shows something', () => {
  for (const text of ['sensitive:read', 'sensitive:read, sensitive:read', '', 'profiles'])
    expect(() => parseScopes(text), text).toThrow(UsageError);
  expect(parseScopes('sensitive:read,profiles:read')).toEqual(['profiles:read', 'sensitive:read']);
  expect(parseScopes('timeline:read')).toEqual(['timeline:read']);
});
