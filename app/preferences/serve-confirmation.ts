/** `/c/<token>`: GET shows a page with a button, POST confirms the consents of the link, unless that has no effect. */
import { DAY } from '../../engine/base/time-units.ts';
import { defaultPurpose, parseConsentKey } from '../../engine/channels/consent-key.ts';
import { addDuration, parseDuration } from '../../engine/time/duration.ts';
import type { ConfirmClaim } from '../links/link-claim.ts';
import { openLink } from '../links/seal-link.ts';
import type { LinkKeys } from '../ports/link-keys.ts';
import { answerForm, readResult } from './answer-form.ts';
import { checkConfirmation, type RefusalPorts } from './find-refusal.ts';
import { makeWording } from './keep-wording.ts';
import type { LinkRequest } from './link-request.ts';
import { nameConsents, namePurpose } from './name-consents.ts';
import type { PageProgram } from './page-program.ts';
import {
  askConfirmation,
  listConfirmationTexts,
  showConfirmed,
  showExpired,
  showRefusal,
} from './pages/confirm-pages.ts';
import { answerPage } from './pages/page.ts';
import { showNotFound } from './pages/unsubscribe-pages.ts';
import { type StatementPorts, stateByLink } from './state-by-link.ts';
import type { WebResponse } from './web.ts';

const defaultExpiry = { months: 0, milliseconds: 7 * DAY };

export async function serveConfirmation(
  link: LinkRequest,
  { keys, ...ports }: StatementPorts & RefusalPorts & { readonly keys: Pick<LinkKeys, 'find'> },
): Promise<WebResponse> {
  const { request, token, program, telemetry, now, page } = link;
  const claim = await openLink(token, keys, 'confirm');
  const context = await page(claim?.locale);
  if (claim === undefined) return answerPage(context, showNotFound(context), 404);
  const documents = await program.consentDocuments();
  const names = nameConsents(context, documents, claim.keys);
  const result = request.method === 'POST' ? undefined : await readResult(link, keys);
  if (result !== undefined) return answerPage(context, showConfirmed(context, claim.address, names));
  if (now > (await findExpiry(claim, program))) {
    return answerPage(context, showExpired(context, 'expiredConfirmText'), 410);
  }
  const { topicPurposes } = documents.confirmations;
  const { refusal, endedPurposes } = await checkConfirmation(claim, ports, topicPurposes);
  if (refusal === 'erased') return answerPage(context, showExpired(context, 'expiredConfirmText'), 410);
  if (refusal !== undefined) return answerPage(context, showRefusal(context, refusal, claim.address));
  const ended = endedPurposes.map((id) => namePurpose(context, documents, id));
  if (request.method !== 'POST') {
    return answerPage(context, askConfirmation(context, claim.address, names, ended));
  }
  const consents = Object.fromEntries(claim.keys.map((key) => [key, 'granted'] as const));
  const stated = { consents, form: 'confirmation', ip: request.ip, requestedAt: claim.requestedAt, at: now };
  const wording = makeWording(context, 'confirmation', listConfirmationTexts(context, names, ended));
  await stateByLink(claim, { ...stated, wording, isConfirmed: true }, ports, telemetry);
  telemetry.count('Confirmations');
  return answerForm(link, { done: 'confirmed' }, keys, () =>
    answerPage(context, showConfirmed(context, claim.address, names)),
  );
}

/** Epoch ms: as the purpose of the confirmation says, counted from the message. */
async function findExpiry({ keys, purpose, issuedAt }: ConfirmClaim, program: PageProgram): Promise<number> {
  const { purposes } = await program.consentDocuments();
  const named = parseConsentKey(keys[0] ?? '')?.purpose ?? purpose ?? defaultPurpose;
  const document = purposes.find(({ id }) => id === named);
  const expires = parseDuration(document?.doubleOptIn?.expires ?? '') ?? defaultExpiry;
  return addDuration(issuedAt * 1000, expires);
}
