/** A proof that is partly unreadable: the timeline says so, and the ledger keeps the rest. */
import { expect, it } from 'vitest';
import { createMemoryConsentLedger } from '../../../adapters/memory/consent-ledger.ts';
import { appendConsents } from '../../../app/consent/append-consents.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

async function state(consentSource: unknown) {
  const at = Date.parse('2026-11-20T10:00:00Z');
  const touchpoint = parseTouchpoint({
    id: 'e1',
    source: 'shop',
    'detail-type': 'Form Posted',
    time: new Date(at).toISOString(),
    detail: { userId: 'u', context: { consent: { email: true }, consentSource } },
  });
  const inputs = [{ kind: 'touchpoint', touchpoint }] as const;
  const { consents, entries, profile } = decide(
    createProfile('P', at),
    inputs,
    compileProgram(sampleSnapshot),
    at,
  );
  const ledger = createMemoryConsentLedger();
  await appendConsents({ consents: ledger }, 'P', consents);
  const invalid = entries.flatMap(({ traces }) => traces.filter(({ reason }) => reason === 'invalid_value'));
  return { record: ledger.listAll()[0], notes: invalid.map(({ note }) => note), profile };
}

it('keeps a wording that is a text, and says which other parts are none', async () => {
  const long = 'I agree. '.repeat(200);
  const { record, notes, profile } = await state({
    wording: long,
    form: ['x'],
    url: 'https://a.example',
    confirmed: 'yes',
  });
  expect(record).toMatchObject({ wording: { text: long.slice(0, 1000) }, url: 'https://a.example' });
  expect(record).not.toHaveProperty('form');
  expect(record).not.toHaveProperty('confirmed');
  expect(notes).toEqual([
    'consentSource.form is no text',
    'consentSource.confirmed is neither true nor false',
  ]);
  expect(profile.consents['email']).not.toHaveProperty('confirmed');
});

it.each([
  ['a text', 'context.consentSource is no object'],
  [{ wording: 7, form: null }, undefined],
  [{ wording: ['x'] }, 'consentSource.wording is neither an object nor a text'],
  [{ wording: { id: 'a', version: {} } }, 'consentSource.wording has a part that is no text'],
])('says of %j: %s', async (source, note) => {
  const { notes, profile } = await state(source);
  expect(notes).toEqual(note === undefined ? [] : [note]);
  expect(profile.consents['email']?.state).toBe('granted');
});
