/** The remedies for wrong times in documents. */
import { describe, expect, it } from 'vitest';
import { explainMoment, explainZone } from '../../../../engine/config/check/explain-time.ts';

describe('of a time that is right nothing is said:', () => {
  it.each([
    ['a zone', explainZone('Europe/Rome')],
    ['a local moment', explainMoment('2026-12-24T18:00')],
    ['a date', explainMoment('2026-12-24')],
    ['a moment with offset', explainMoment('2026-12-24T18:00:00+01:00')],
  ])('%s', (_title, remedy) => expect(remedy).toBeUndefined());
});

describe('of a time that is wrong the remedy is said:', () => {
  it.each([
    ['a zone that is none', explainZone('Europe/Roma'), 'IANA time zone name such as Europe/Rome'],
    ['an offset', explainZone('+01:00'), 'an offset does not follow daylight saving time'],
    ['an offset of UTC', explainZone('UTC+1'), 'an offset does not follow daylight saving time'],
    ['a day that does not exist', explainMoment('2026-02-30T10:00'), 'existing ISO 8601 moment'],
    ['an hour that does not exist', explainMoment('2026-02-03T25:00'), 'existing ISO 8601 moment'],
  ])('%s', (_title, remedy, said) => expect(remedy).toContain(said));
});
