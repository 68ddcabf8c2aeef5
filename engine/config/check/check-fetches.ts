/** Connected content of templates: URLs, fallbacks, and the hosts that the policy allows. */
import { type FetchUrl, hasCredentials, splitFetchUrl } from '../../messages/fetch-url.ts';
import type { TemplateDocument } from '../../model/documents/template-document.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';
import { checkUrl } from './check-values.ts';

export function checkFetches({ fetch = [] }: TemplateDocument): Finding[] {
  const names = fetch.map(({ name }) => name);
  return fetch.flatMap(({ name, url, onFailure, fallback }, index): Finding[] => {
    const at = ['fetch', index];
    const findings: Finding[] = [];
    const add = (field: string, received: unknown, remedy: string) =>
      findings.push({ segments: [...at, field], received, remedy, code: 'wrong_value' });
    if (names.indexOf(name) < index) add('name', name, 'Two fetches have this name: rename one.');
    const parts = splitFetchUrl(url);
    const written = URL.parse(url);
    // The value is not repeated: it would be in logs and on the item.
    if (written !== null && hasCredentials(written)) add('url', undefined, inUrl);
    else if (parts === undefined)
      add('url', url, 'Write a URL with https, with {{ ... }} only in the values of its query.');
    else findings.push(...checkFetchUrl(parts, [...at, 'url']));
    if (onFailure === 'fallback' && fallback === undefined)
      add('onFailure', onFailure, 'Add the fallback that the message shows instead.');
    if (onFailure !== 'fallback' && fallback !== undefined)
      add('fallback', fallback, 'It is shown only with "onFailure: fallback".');
    return findings;
  });
}

function checkFetchUrl({ base, query }: FetchUrl, segments: readonly PathSegment[]): Finding[] {
  const hasCredential = query.some(({ fixed }) => credentialParameter.test(fixed));
  // The value is not repeated: it would be in logs and on the item.
  const warning = { segments, remedy: inClear, code: 'credential_in_clear', severity: 'warning' } as const;
  return [...checkUrl(base.href, segments, 'A fetch'), ...(hasCredential ? [warning] : [])];
}

/** A fixed part of a query. */
const credentialParameter =
  /^(?:key|sig|[^=]*(?:api[-_]?key|access[-_]?key|token|secret|password|signature)[^=]*)=./i;
const inClear =
  'This credential is stored in plain text, in git and in the table. A fetch cannot send a secret: serve the content ' +
  'without one.';

const inUrl = 'Keep credentials out of the URL. A fetch cannot send a secret: serve the content without one.';

/** `allowed`: of the live policy. */
export function checkFetchHosts({ fetch = [] }: TemplateDocument, allowed: readonly string[]): Finding[] {
  return fetch.flatMap(({ url }, index): Finding[] => {
    const host = splitFetchUrl(url)?.base.host;
    if (host === undefined || allowed.includes(host)) return [];
    const remedy = `The policy does not allow this host: add "${host}" to its allowedHosts.`;
    return [{ segments: ['fetch', index, 'url'], received: host, remedy, code: 'wrong_value' }];
  });
}
