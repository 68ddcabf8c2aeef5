/** Connected content of templates: URLs, fallbacks, and the hosts that the policy allows. */
import { splitFetchUrl } from '../../messages/fetch-url.ts';
import type { TemplateDocument } from '../../model/documents/template-document.ts';
import type { Finding } from '../problems/problem.ts';

export function checkFetches({ fetch = [] }: TemplateDocument): Finding[] {
  const names = fetch.map(({ name }) => name);
  return fetch.flatMap(({ name, url, onFailure, fallback }, index): Finding[] => {
    const at = ['fetch', index];
    const findings: Finding[] = [];
    const add = (field: string, received: unknown, remedy: string) =>
      findings.push({ segments: [...at, field], received, remedy, code: 'wrong_value' });
    if (names.indexOf(name) < index) add('name', name, 'Two fetches have this name: rename one.');
    if (splitFetchUrl(url) === undefined)
      add('url', url, 'Write a URL with http or https, with {{ ... }} only in the values of its query.');
    if (onFailure === 'fallback' && fallback === undefined)
      add('onFailure', onFailure, 'Add the fallback that the message shows instead.');
    if (onFailure !== 'fallback' && fallback !== undefined)
      add('fallback', fallback, 'It is shown only with "onFailure: fallback".');
    return findings;
  });
}

/** `allowed`: of the live policy. */
export function checkFetchHosts({ fetch = [] }: TemplateDocument, allowed: readonly string[]): Finding[] {
  return fetch.flatMap(({ url }, index): Finding[] => {
    const host = splitFetchUrl(url)?.base.host;
    if (host === undefined || allowed.includes(host)) return [];
    const remedy = `The policy does not allow this host: add "${host}" to its allowedHosts.`;
    return [{ segments: ['fetch', index, 'url'], received: url, remedy, code: 'wrong_value' }];
  });
}
