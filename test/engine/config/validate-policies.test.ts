import { describe, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { pageTextNames } from '../../../engine/model/documents/page-texts.ts';
import { type Case, expectProblems, itReports } from '../../harness/journey-samples.ts';

const policy = (more: JsonObject): JsonObject => ({ kind: 'policy', id: 'p', status: 'live', ...more });
const quiet = (window: JsonObject) =>
  policy({ quietHours: { windows: [{ from: '21:00', to: '08:00', ...window }] } });
const zones = (timeZone: JsonObject) => policy({ timeZone });

const allTexts = Object.fromEntries(pageTextNames.map((name) => [name, name]));

const cases: readonly Case[] = [
  [
    'originations of SMS by country',
    policy({ sms: { originations: { default: 'pool-1', IT: 'Lucerna', US: '+12065550100', FR: '36001' } } }),
  ],
  [
    'a sender id that is too long, numbers that are none and an id without its end',
    policy({ sms: { originations: { IT: 'LucernaCaffe', ES: '+39', FR: '00390212345678', DE: 'phone-' } } }),
    'policy/p sms.originations.IT: A sender id has 1 to 11 letters, digits or hyphens',
    'policy/p sms.originations.ES: A number begins with "+" and the calling code, such as +390212345678',
    'policy/p sms.originations.FR: A number begins with "+"',
    'policy/p sms.originations.DE: An id follows "phone-": copy it from End User Messaging.',
  ],
  [
    'a sender id in a country that shows none',
    policy({ sms: { originations: { US: 'Lucerna', CA: 'Lucerna' } } }),
    'policy/p sms.originations.US: No sender id is shown in US: send from a number of that country',
    'policy/p sms.originations.CA: No sender id is shown in CA',
  ],
  [
    'prices and originations of countries that no number has',
    policy({ sms: { prices: { UK: 0.04, IT: 0.07 }, originations: { ZZ: 'Shop', GB: 'Shop', RE: 'Shop' } } }),
    'policy/p sms.prices.UK: No phone number has the country UK, so this has no effect: write an ISO 3166 code, such as GB for the United Kingdom.',
    'policy/p sms.originations.ZZ: No phone number has the country ZZ',
  ],
  [
    'words that change or remove those of providers',
    policy({ replies: { words: { start: ['Stop!'], help: ['help'], ignore: ['HELP'] } } }),
    'policy/p replies.words.start[0]: Providers act on STOP, so that it keeps its meaning "stop": remove it here.',
    'policy/p replies.words.ignore[0]: Providers act on HELP, so that it keeps its meaning "help"',
  ],
  [
    'one word with two meanings',
    policy({ replies: { words: { stop: ['Nein danke'], start: ['nein, danke'] } } }),
    'policy/p replies.words.start[0]: The word is also in "stop": keep it in one of the two.',
  ],
  [
    'an everyday word that stops',
    policy({ replies: { words: { stop: ['ok', 'stop', 'basta cosi'] } } }),
    'policy/p warning: replies.words.stop[0]: People write "ok" for other reasons too',
  ],
  [
    'an origination of no country',
    policy({ sms: { originations: { Italy: 'Lucerna' } } }),
    'policy/p sms.originations.Italy: Write "default" or an ISO 3166 code, such as IT.',
  ],
  [
    'a cap without a window',
    policy({ caps: [{ limit: 3 }] }),
    'policy/p caps[0]: Give exactly one of "within" (a sliding window, such as P7D) and "per"',
  ],
  [
    'a cap with two windows',
    policy({ caps: [{ limit: 3, within: 'P7D', per: 'week' }] }),
    'policy/p caps[0]: Give exactly one of "within"',
  ],
  [
    'a cap of nothing',
    policy({ caps: [{ limit: 0, per: 'day' }] }),
    'policy/p caps[0].limit: This must be at least 1.',
  ],
  [
    'a cap on no channel',
    policy({ caps: [{ limit: 1, per: 'day', channels: [] }] }),
    'policy/p caps[0].channels: This must be at least 1 entry.',
  ],
  [
    'a cap on a channel that is none',
    policy({ caps: [{ limit: 1, per: 'day', channels: ['mail'] }] }),
    'policy/p caps[0].channels[0]: Use one of email, sms, push, whatsapp.',
  ],
  [
    'a topic that is no slug',
    policy({ caps: [{ limit: 1, per: 'day', topic: 'Weekly News' }] }),
    'policy/p caps[0].topic: An id is 1 to 64 lower-case letters',
  ],
  [
    'a window per year',
    policy({ caps: [{ limit: 1, per: 'year' }] }),
    'policy/p caps[0].per: Use one of day, week, month.',
  ],
  [
    'quiet hours that end when they start',
    quiet({ to: '21:00' }),
    'policy/p quietHours.windows[0].to: A window with equal start and end is ambiguous (empty or a whole day)',
  ],
  [
    'quiet hours from a time that is none',
    quiet({ from: '9pm' }),
    'policy/p quietHours.windows[0].from: A time of day is written like "21:00".',
  ],
  [
    'quiet hours from the end of the day',
    quiet({ from: '24:00' }),
    'policy/p quietHours.windows[0].from: A time of day is written like "21:00".',
  ],
  [
    'a holiday that does not exist',
    quiet({ dates: ['2026-12-25', '02-30'] }),
    'policy/p quietHours.windows[0].dates[1]: A date is written like "2026-12-25", or like "12-25"',
  ],
  [
    'a leap day of another year',
    quiet({ dates: ['2026-02-29'] }),
    'policy/p quietHours.windows[0].dates[0]: A date is written like',
  ],
  [
    'a month that does not exist',
    quiet({ dates: ['13-01'] }),
    'policy/p quietHours.windows[0].dates[0]: A date is written like',
  ],
  [
    'a holiday by name',
    quiet({ dates: ['Christmas'] }),
    'policy/p quietHours.windows[0].dates[0]: A date is written like',
  ],
  [
    'a weekday cut short',
    quiet({ weekdays: ['sun'] }),
    'policy/p quietHours.windows[0].weekdays[0]: Use one of monday',
  ],
  [
    'an unknown zone to fall back on',
    zones({ fallback: 'Europe/Roma' }),
    'policy/p timeZone.fallback: Use an IANA time zone name such as Europe/Rome or America/New_York. Did you mean "Europe/Rome"?',
  ],
  [
    'each recipient’s zone as what holds without one',
    zones({ fallback: 'recipient' }),
    'policy/p timeZone.fallback: Use an IANA time zone name',
  ],
  [
    'an unknown zone of a country',
    zones({ countries: { US: 'EST5' } }),
    'policy/p timeZone.countries.US: Use an IANA time zone name',
  ],
  [
    'a country that is none',
    zones({ countries: { QX: 'Europe/Rome' } }),
    'policy/p timeZone.countries.QX: "QX" is not a country code: write an ISO 3166 code',
  ],
  [
    'a country by its old code',
    zones({ countries: { UK: 'Europe/London' } }),
    'policy/p timeZone.countries.UK: "UK" is not a country code: write an ISO 3166 code, such as IT or US. Did you mean "GB"?',
  ],
  [
    'a country in small letters',
    zones({ countries: { it: 'Europe/Rome' } }),
    'policy/p timeZone.countries.it: A country is its ISO 3166 code in capitals, such as IT.',
  ],
  [
    'a control group of most',
    policy({ controlGroup: { percent: 51 } }),
    'policy/p controlGroup.percent: This must be at most 50.',
  ],
  [
    'an empty control group',
    policy({ controlGroup: { percent: 0 } }),
    'policy/p controlGroup.percent: This must be more than 0.',
  ],
  [
    'a collection window of nothing',
    policy({ arbitration: { window: 'PT0S' } }),
    'policy/p arbitration.window: A duration is longer than zero',
  ],
  [
    'texts in an unknown language',
    policy({ preferences: { texts: { qqq: { saveButton: 'Save' } } } }),
    'policy/p preferences.texts.qqq: No language has the tag "qqq". Write a tag such as "de" or "pt-BR".',
  ],
  [
    'texts by the name of a language',
    policy({ preferences: { texts: { Deutsch: { saveButton: 'Sichern' } } } }),
    'policy/p preferences.texts.Deutsch: A locale is written like "en" or "pt-BR".',
  ],
  [
    'an unknown language of messages',
    policy({ preferences: { languages: ['de', 'qqq'] } }),
    'policy/p preferences.languages[1]: No language has the tag "qqq".',
  ],
  [
    'an unknown field',
    policy({ quietHours: { windows: [{ from: '21:00', to: '08:00', day: 'sunday' }] } }),
    'policy/p quietHours.windows[0].day: Unknown field "day".',
  ],
];

describe('a policy', () => {
  itReports('is refused for %s', cases);

  it.each([
    ['quiet days from midnight to midnight', quiet({ from: '00:00', to: '24:00', weekdays: ['sunday'] })],
    ['a leap day of every year, and of one that has it', quiet({ dates: ['02-29', '2028-02-29'] })],
    [
      'zones of countries that have several',
      zones({ countries: { US: 'America/New_York', BR: 'America/Sao_Paulo' } }),
    ],
    [
      'single texts in languages that are built in, and all texts in others',
      policy({
        preferences: {
          texts: { it: { saveButton: 'Conserva' }, de: allTexts, 'de-CH': { saveButton: 'Sichern' } },
        },
      }),
    ],
  ])('is accepted with %s', (_what, document) => expectProblems(document, []));

  it('is accepted with some of the texts of a language, and a warning that names the others', () => {
    const { saveButton: _save, savedText: _saved, ...own } = allTexts;
    expectProblems(policy({ preferences: { texts: { ar: own } } }), [
      'policy/p warning: preferences.texts.ar: The pages in "ar" show these 2 texts in English, because they are missing: saveButton, savedText.',
    ]);
  });
});
