/** Languages: of the pages, which a policy adds, and of messages, which a person chooses. */
import { expect, it } from 'vitest';
import type { PolicyDocument, PreferencePolicy } from '../../../engine/model/documents/policy-document.ts';
import type { TemplateHeader } from '../../../engine/model/program-snapshot.ts';
import { linkPolicy, makeLinkProfile, publishLinkProgram } from '../../harness/link-program.ts';
import { createLinkSetup, linkStart, unsubscribeClaim } from '../../harness/link-server.ts';

const claim = { ...unsubscribeClaim, kind: 'preferences' } as const;

async function open(preferences: PreferencePolicy = {}, language?: string, templates: TemplateHeader[] = []) {
  const setup = await createLinkSetup();
  const policy: PolicyDocument = {
    ...linkPolicy,
    preferences: { ...linkPolicy.preferences, ...preferences },
  };
  await publishLinkProgram(setup, policy, { templates });
  const profile = makeLinkProfile();
  const { language: _language, ...traits } = profile.traits;
  const stated = language === undefined ? {} : { language: { value: language, at: linkStart - 1 } };
  await setup.profiles.save({ ...profile, traits: { ...traits, ...stated } });
  return { setup, path: `/p/${await setup.seal(claim)}` };
}

/** The form as it is shown, with this language. */
function choose(language: string): URLSearchParams {
  const on = ['email', 'sms', 'email/harvest', 'email/offers'];
  const boxes = on.map((key): [string, string] => ['on', key]);
  return new URLSearchParams([...boxes, ['pause', ''], ['language', language]]);
}

/** `value name`, with `*` for the one that is selected. */
function readOptions(body: string): string[] {
  const options = body.matchAll(/<option value="([^"]*)"[^>]*?( selected)?>([^<]*)/g);
  return [...options].map(([, value, selected, name]) => `${value} ${name}${selected ? '*' : ''}`);
}

const template = (locales: string[], messageClass: 'promotional' | 'transactional'): TemplateHeader => ({
  id: `t-${locales.join()}`,
  channel: 'email',
  class: messageClass,
  revision: 'r',
  locales,
  variables: [],
});
const templates = [template(['de', 'ar', 'it'], 'promotional'), template(['fr'], 'transactional')];

it('offers the languages of pages, promotional templates and the policy, each by its own name', async () => {
  const { setup, path } = await open({ languages: ['pt-BR'] }, 'en', templates);
  expect(readOptions((await setup.ask({ path })).body)).toEqual([
    'de Deutsch',
    'en English*',
    'it Italiano',
    'pt-BR Português (Brasil)',
    'ar العربية',
  ]);
});

it.each([
  ['de-CH', 'de-CH Deutsch*'],
  ['it_IT', 'it_IT Italiano*'],
  ['fr', 'fr Français*'],
  ['martian', 'martian martian*'],
])('keeps "%s", which the person has, and states nothing for it', async (value, option) => {
  const { setup, path } = await open({}, value, templates);
  expect(readOptions((await setup.ask({ path })).body)).toContain(option);
  await setup.ask({ method: 'POST', path, form: choose(value) });
  expect(setup.events).toEqual([]);
});

it.each([
  ['de', 'de'],
  ['fr', undefined],
])('takes "%s" only if the page offers it', async (value, stated) => {
  const { setup, path } = await open({}, 'en', templates);
  await setup.ask({ method: 'POST', path, form: choose(value) });
  expect(setup.events[0]?.traits?.['language']).toBe(stated);
});

it('has pages in a language of the policy, and each text that it lacks in English', async () => {
  const texts = { de: { preferencesTitle: 'Ihre Einstellungen' } };
  const { setup, path } = await open({ texts });
  const { headers, body } = await setup.ask({ path, acceptLanguage: 'de-AT, en;q=0.5' });
  expect(headers['content-language']).toBe('de');
  expect(body).toContain('<html lang="de">');
  expect(body).toContain('<h1>Ihre Einstellungen</h1>');
  expect(body).toContain('>Save</button>');
  expect(body).toContain('<a href="?lang=it" lang="it" dir="ltr" hreflang="it">Italiano</a>');
});

it('takes a text that a regional language lacks from the language without its region', async () => {
  const texts = {
    'de-ch': { saveButton: 'Sichern' },
    de: { saveButton: 'Speichern', savedText: 'Gespeichert' },
  };
  const { setup, path } = await open({ texts: { ...texts, 'it-CH': { saveButton: 'Conserva' } } });
  const ask = async (lang: string) => (await setup.ask({ path, query: new URLSearchParams({ lang }) })).body;
  expect(await ask('de-CH')).toContain('>Sichern</button>');
  expect(await ask('de-LI')).toContain('>Speichern</button>');
  const swissItalian = await ask('it-CH');
  expect(swissItalian).toContain('>Conserva</button>');
  expect(swissItalian).toContain('<h1>Le tue preferenze</h1>');
});

it('writes Arabic from right to left, and isolates the address in it', async () => {
  const { setup, path } = await open({ texts: { ar: { preferencesFor: 'لعنوان {address}' } } });
  const { body } = await setup.ask({ path, query: new URLSearchParams({ lang: 'ar' }) });
  expect(body).toContain('<html lang="ar" dir="rtl">');
  expect(body).toContain('لعنوان \u2068a•••@example.com\u2069');
  expect(body).toContain('<a href="?lang=en" lang="en" dir="ltr" hreflang="en">English</a>');
});
