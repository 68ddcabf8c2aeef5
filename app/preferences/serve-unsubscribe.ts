/** `/u/<token>`: GET shows a page with a button, POST unsubscribes. */
import { formatLink, type UnsubscribeClaim } from '../links/link-claim.ts';
import { openLink, sealLink } from '../links/seal-link.ts';
import type { LinkKeys } from '../ports/link-keys.ts';
import { answerForm, readResult } from './answer-form.ts';
import type { LinkRequest } from './link-request.ts';
import { namePurpose, nameTopic } from './name-consents.ts';
import { noDocuments, type PageProgram } from './page-program.ts';
import { answerPage, type PageContext } from './pages/page.ts';
import {
  askUnsubscribe,
  type Scopes,
  scopeField,
  showNotFound,
  showUnknown,
  showUnsubscribed,
} from './pages/unsubscribe-pages.ts';
import { chooseScope, type UnsubscribePorts, type UnsubscribeScope, unsubscribe } from './unsubscribe.ts';
import type { WebResponse } from './web.ts';

export interface ServeUnsubscribePorts extends UnsubscribePorts {
  readonly keys: LinkKeys;
}

export async function serveUnsubscribe(
  link: LinkRequest,
  ports: ServeUnsubscribePorts,
): Promise<WebResponse> {
  return link.request.method === 'POST' ? post(link, ports) : show(link, ports);
}

async function show(link: LinkRequest, { keys }: ServeUnsubscribePorts): Promise<WebResponse> {
  const { token, program, now, page } = link;
  const claim = await openLink(token, keys, 'unsubscribe');
  const context = await page(claim?.locale);
  if (claim === undefined) return answerPage(context, showNotFound(context), 404);
  const result = await readResult(link, keys);
  if (result !== undefined) return showResult(claim, readScope(result.done), { ...link, context }, keys);
  const isTopical = chooseScope(claim, await program.policy()) === 'topic';
  const scopes = isTopical ? await nameScopes(claim, context, program) : undefined;
  const path = await makePreferencesPath(claim, keys, now);
  return answerPage(context, askUnsubscribe(context, claim.address, path, scopes));
}

/**
 * Providers post a form, a multipart form, or nothing: that ends what the policy says, and has a direct answer. Only the
 * buttons of the page for a link of one topic choose.
 */
async function post(link: LinkRequest, ports: ServeUnsubscribePorts): Promise<WebResponse> {
  const { request, token, program, telemetry, now, page } = link;
  const pressed = request.form.get(scopeField);
  const scope = readScope(pressed);
  const form = pressed === null ? ('one-click' as const) : ('unsubscribe-page' as const);
  const asked = { token, form, scope, ip: request.ip, at: now };
  const outcome = await unsubscribe(asked, ports, program.policy, telemetry);
  if (outcome.kind === 'unknown') {
    const context = await page(undefined);
    return answerPage(context, showUnknown(context));
  }
  const { claim } = outcome;
  const context = await page(claim.locale);
  const showDone = () => showResult(claim, scope, { ...link, context }, ports.keys);
  return pressed === null ? showDone() : answerForm(link, { done: pressed }, ports.keys, showDone);
}

/** `scope`: what the reader chose. */
async function showResult(
  claim: UnsubscribeClaim,
  scope: UnsubscribeScope | undefined,
  { context, program, now }: LinkRequest & { readonly context: PageContext },
  keys: LinkKeys,
): Promise<WebResponse> {
  const path = await makePreferencesPath(claim, keys, now);
  const isNamed = scope !== undefined && claim.topic !== undefined;
  const ended = isNamed ? { scope, names: await nameScopes(claim, context, program) } : undefined;
  return answerPage(context, showUnsubscribed(context, claim.address, path, ended));
}

function readScope(value: string | null): UnsubscribeScope | undefined {
  return value === 'topic' || value === 'purpose' ? value : undefined;
}

/** By their ids where there is no document, or where the documents cannot be read: unsubscribing needs none. */
async function nameScopes(
  { topic = '', purpose }: UnsubscribeClaim,
  context: PageContext,
  program: PageProgram,
): Promise<Scopes> {
  const documents = await program.consentDocuments().catch(() => noDocuments);
  return {
    topic: nameTopic(context, documents, topic),
    purpose: namePurpose(context, documents, purpose),
  };
}

/** Relative to this page. Undefined when the key cannot be read: the page then has no such link. */
async function makePreferencesPath(
  { messageId: _message, topic: _topic, ...claim }: UnsubscribeClaim,
  keys: LinkKeys,
  now: number,
): Promise<string | undefined> {
  try {
    const preferences = { ...claim, kind: 'preferences', issuedAt: Math.floor(now / 1000) } as const;
    return formatLink('..', 'preferences', sealLink(preferences, await keys.current()));
  } catch {
    return undefined;
  }
}
