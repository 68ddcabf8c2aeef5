/** Who opened or clicked: a person or a machine. */
import { describe, expect, it } from 'vitest';
import { classifyReader, type Reading } from '../../../app/feedback/classify-reader.ts';

const sentAt = Date.parse('2026-11-20T10:00:00Z');
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36';
const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const google = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';

function classify(kind: Reading['kind'], userAgent: string | undefined, more: Partial<Reading> = {}): string {
  const at = sentAt + 60_000;
  const found = classifyReader({ kind, userAgent, ipAddress: '192.0.2.1', at, sentAt, ...more });
  return found.reason === undefined ? found.device : `${found.device} true ${found.reason}`;
}

describe('an open', () => {
  it.each([
    ['a browser', chrome, {}, 'computer'],
    ['a phone', iPhone, {}, 'phone'],
    ['a tablet', 'Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15', {}, 'tablet'],
    ['an Android tablet', 'Mozilla/5.0 (Linux; Android 14; SM-X200) Chrome/131.0 Safari', {}, 'tablet'],
    ['an Android phone', 'Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/131.0 Mobile Safari', {}, 'phone'],
    ['Outlook', 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)', {}, 'computer'],
    ['Google’s image proxy, which loads when a person opens', google, {}, 'mail_proxy'],
    ['Google’s image proxy, a second after the sending', google, { at: sentAt + 1_000 }, 'mail_proxy'],
    ['Yahoo’s image proxy', 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy', {}, 'mail_proxy'],
    ['an agent that SES did not record', undefined, {}, 'unknown'],
    ['Apple’s privacy proxy', 'Mozilla/5.0', {}, 'mail_proxy true apple_proxy'],
    ['a browser at Apple’s network', iPhone, { ipAddress: '17.58.98.1' }, 'phone true apple_proxy'],
    ['a browser at another network', iPhone, { ipAddress: '117.58.98.1' }, 'phone'],
    ['nothing by name', '  ', {}, 'unknown true no_agent'],
    ['a security scanner', 'BarracudaCentral/1.0', {}, 'unknown true scanner_agent'],
    ['a crawler', 'Mozilla/5.0 (compatible; Examplebot/2.1)', {}, 'unknown true scanner_agent'],
    ['a program', 'python-requests/2.32', {}, 'unknown true scanner_agent'],
    ['a browser before the message is on a screen', chrome, { at: sentAt + 4_999 }, 'computer true too_soon'],
    ['a browser in time', chrome, { at: sentAt + 5_000 }, 'computer'],
    ['a browser, the sending unknown', chrome, { at: sentAt, sentAt: undefined }, 'computer'],
  ] as const)('by %s', (_reader, userAgent, more, expected) => {
    expect(classify('open', userAgent, more)).toBe(expected);
  });
});

describe('a click', () => {
  it.each([
    ['a browser', chrome, {}, 'computer'],
    // People click through Apple's relay: only images are loaded by its proxy.
    ['a person behind Apple’s network', iPhone, { ipAddress: '17.58.98.1' }, 'phone'],
    ['a bare agent', 'Mozilla/5.0', {}, 'mail_proxy'],
    ['a scanner that claims to be a browser', chrome, { at: sentAt + 2_000 }, 'computer true too_soon'],
    ['a scanner, before SES’s own time of the sending', chrome, { at: sentAt - 1 }, 'computer true too_soon'],
    ['a scanner by its name', 'Mozilla/5.0 HeadlessChrome/131.0', {}, 'unknown true scanner_agent'],
  ] as const)('by %s', (_reader, userAgent, more, expected) => {
    expect(classify('click', userAgent, more)).toBe(expected);
  });
});
