/** `/p/<token>`: the preference centre of a person. */
import { formatUtcDay } from '../../engine/base/time-units.ts';
import { isKeyOf } from '../../engine/channels/consent-key.ts';
import type { Profile } from '../../engine/model/profile.ts';
import { isLinkExpired, type PreferencesClaim } from '../links/link-claim.ts';
import { openLink } from '../links/seal-link.ts';
import type { FormResult } from '../links/seal-result.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { LinkKeys } from '../ports/link-keys.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import { answerForm, readResult } from './answer-form.ts';
import { applyStatement } from './apply-statement.ts';
import { makeWording } from './keep-wording.ts';
import type { LinkRequest } from './link-request.ts';
import type { ConsentDocuments } from './page-program.ts';
import { showExpired } from './pages/confirm-pages.ts';
import { answerPage, type PageContext } from './pages/page.ts';
import { listPreferenceTexts, showPreferences } from './pages/preferences-page.ts';
import { showNotFound } from './pages/unsubscribe-pages.ts';
import { type Choices, type KnownPerson, readChoices } from './read-choices.ts';
import {
  everythingField,
  type FormStatement,
  findFormFault,
  keepPosted,
  listPostedChannels,
  readForm,
} from './read-form.ts';
import { type StatementPorts, stateByLink } from './state-by-link.ts';
import type { WebRequest, WebResponse } from './web.ts';

export interface ServePreferencesPorts extends StatementPorts {
  readonly keys: Pick<LinkKeys, 'find'>;
  readonly addresses: Pick<AddressBook, 'read'>;
  readonly profiles: Pick<ProfileStore, 'load'>;
}

/** Days for which a link to the preference centre can be used. The link to unsubscribe in the same message never expires. */
const linkDays = 90;

export async function servePreferences(
  link: LinkRequest,
  ports: ServePreferencesPorts,
): Promise<WebResponse> {
  const { request, token, program, now, page } = link;
  const claim = await openLink(token, ports.keys, 'preferences');
  const context = await page(claim?.locale);
  if (claim === undefined) return answerPage(context, showNotFound(context), 404);
  if (isLinkExpired(claim, linkDays, now)) {
    return answerPage(context, showExpired(context, 'expiredPreferencesText'), 410);
  }
  const [documents, policy] = [await program.consentDocuments(), await program.policy()];
  const result = await readResult(link, ports.keys);
  const found = await findPerson(claim, request, documents, ports);
  // A person who comes back has a new profile, and links to it.
  if (found.profile?.erasedAt !== undefined)
    return answerPage(context, showExpired(context, 'expiredPreferencesText'), 410);
  const person = addTraits(found, result, documents);
  const choices = readChoices(person, documents, policy);
  if (request.method !== 'POST') {
    const done = result && (result.done === 'ended' ? 'ended' : 'saved');
    return answerPage(context, showPreferences(context, claim.address, choices, now, done));
  }
  const fault = findFormFault(request.form, formatUtcDay(now));
  if (fault !== undefined) {
    const kept = fault === 'pauseInvalid' ? keepPosted(request.form, choices) : choices;
    return answerPage(context, showPreferences(context, claim.address, kept, now, fault), 400);
  }
  const statement = readForm(request.form, { person, choices, documents, policy, now });
  await keep(claim, statement, { ...link, context, choices }, ports);
  const done = request.form.has(everythingField) ? 'ended' : 'saved';
  return answerForm(link, { done, traits: statement.traits }, ports.keys, () =>
    answerPage(context, showPreferences(context, claim.address, statement.choices, now, done)),
  );
}

/** Traits that the form before stated, and that have not reached the profile. */
function addTraits(
  person: KnownPerson,
  result: FormResult | undefined,
  documents: ConsentDocuments,
): KnownPerson {
  if (result === undefined) return person;
  const { at, traits } = result;
  const isNewer = (name: string) => (person.profile?.traits[name]?.at ?? 0) < at;
  const newer = Object.fromEntries(Object.entries(traits).filter(([name]) => isNewer(name)));
  return applyStatement(person, { consents: {}, traits: newer }, at, documents);
}

/** A person whose profile cannot be read must still be able to withdraw. */
async function findPerson(
  claim: PreferencesClaim,
  { form }: WebRequest,
  documents: ConsentDocuments,
  { profiles, addresses, statements }: ServePreferencesPorts,
): Promise<KnownPerson> {
  const [record, stated] = await Promise.all([
    addresses.read(claim.channel, claim.address, { consistent: true }),
    statements.readStated(claim.channel, claim.address, claim.profileId),
  ]);
  let profile: Profile | undefined;
  let isUncertain = false;
  try {
    profile = await profiles.load(claim.profileId, { consistent: true });
  } catch {
    isUncertain = true;
  }
  // Of a statement that the profile has already, applying it again changes nothing.
  return Object.entries(stated).reduce<KnownPerson>(
    (person, [key, { state, at }]) =>
      applyStatement(person, { consents: { [key]: state }, traits: {} }, at, documents),
    { claim, profile, isUncertain, record, ...(isUncertain && { postedChannels: listPostedChannels(form) }) },
  );
}

/**
 * The link was sent to the address, which proves as much as a confirmation: a yes on its channel is confirmed. A yes
 * on another channel is not.
 */
async function keep(
  claim: PreferencesClaim,
  { consents, traits }: FormStatement,
  { request, telemetry, now, context, choices }: LinkRequest & { context: PageContext; choices: Choices },
  ports: StatementPorts,
): Promise<void> {
  const entries = Object.entries(consents);
  const isProven = ([key, state]: (typeof entries)[number]) =>
    state === 'denied' || isKeyOf(claim.channel, key);
  const [proven, others] = [entries.filter(isProven), entries.filter((entry) => !isProven(entry))];
  const wording = makeWording(context, 'preference-centre', listPreferenceTexts(context, choices));
  const shared = { form: 'preferences', ip: request.ip, wording, at: now };
  if (proven.length > 0 || Object.keys(traits).length > 0) {
    const confirmed = { isConfirmed: proven.some(([, state]) => state === 'granted'), traits };
    await stateByLink(
      claim,
      { ...shared, ...confirmed, consents: Object.fromEntries(proven) },
      ports,
      telemetry,
    );
  }
  if (others.length > 0) {
    await stateByLink(claim, { ...shared, consents: Object.fromEntries(others) }, ports, telemetry);
  }
  telemetry.count('PreferencesSaved');
}
