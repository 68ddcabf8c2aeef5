/** What a person can choose, and what is chosen now: the model of the preference centre. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { findAddress } from '../../engine/channels/addresses.ts';
import { readStateFor } from '../../engine/channels/confirmed-address.ts';
import {
  type ConsentScope,
  defaultPurpose,
  isKeyOf,
  makeConsentKey,
  parseConsentKey,
} from '../../engine/channels/consent-key.ts';
import {
  findPurpose,
  readPurpose,
  readTopic,
  type TopicPurposes,
} from '../../engine/channels/effective-consent.ts';
import { foldConsent } from '../../engine/channels/fold-consent.ts';
import { readLanguage } from '../../engine/messages/look-up-locale.ts';
import { type Channel, channels } from '../../engine/model/channels.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { LocalizedText, PurposeDocument } from '../../engine/model/documents/purpose-document.ts';
import { type Consent, type Profile, readStated } from '../../engine/model/profile.ts';
import { type AddressRecord, findConsentNeed, findDenial, isBlocked } from '../../engine/policy/admit.ts';
import { frequencyTrait, pauseTrait } from '../../engine/policy/contact-preferences.ts';
import type { PreferencesClaim } from '../links/link-claim.ts';
import type { ConsentDocuments } from './page-program.ts';
import { listPageLanguages } from './texts/choose-texts.ts';
import { nameLanguage } from './texts/name-language.ts';

export interface Choice {
  readonly key: string;
  readonly channel: Channel;
  readonly state: 'on' | 'off' | 'pending';
}

export interface TopicChoices {
  readonly name: LocalizedText;
  readonly description?: LocalizedText;
  readonly choices: readonly Choice[];
}

export interface PurposeChoices {
  readonly id: string;
  /** Absent for `marketing` without a document: the page has a text for it. */
  readonly name?: LocalizedText;
  readonly description?: LocalizedText;
  readonly choices: readonly Choice[];
  readonly topics: readonly TopicChoices[];
}

export interface Choices {
  readonly purposes: readonly PurposeChoices[];
  readonly frequency?: string;
  /** A date, or a time with its zone, as it was stated. */
  readonly pauseUntil?: string;
  readonly language?: string;
  /** Of messages, that the person can choose: language tags, sorted by name. */
  readonly languages: readonly string[];
  /** The trait that states the language of messages: the one that is stated, `language` by default. */
  readonly languageTrait: 'locale' | 'language';
  /** The profile could not be read: each choice is stated, changed or not. */
  readonly isUncertain: boolean;
  /** Of a form that is shown again: the consents that its first page showed as on. */
  readonly shown?: string;
  /** The address of the link complained or is suppressed: its channel offers no choice. */
  readonly isBlocked: boolean;
}

export interface KnownPerson {
  readonly claim: PreferencesClaim;
  /** Undefined when there is none, or when it could not be read. */
  readonly profile: Profile | undefined;
  readonly isUncertain: boolean;
  /** Of the boxes of a posted form, while the profile cannot be read: the page that it comes from had them. */
  readonly postedChannels?: readonly Channel[];
  /** What holds for the address of the link. */
  readonly record: AddressRecord | undefined;
}

export function readChoices(
  person: KnownPerson,
  { purposes, topics, confirmations, channels: used, languages }: ConsentDocuments,
  policy: PolicyDocument | undefined,
): Choices {
  const { claim, profile, isUncertain, record } = person;
  const isAddressBlocked = isBlocked(record);
  const shown = channels.filter(
    (channel) =>
      (channel === claim.channel && !isAddressBlocked) ||
      (channel !== claim.channel &&
        ((profile !== undefined && isOffered(profile, channel, used)) ||
          person.postedChannels?.includes(channel))),
  );
  const isDocumented = purposes.some(({ id }) => id === defaultPurpose);
  const marketing: { readonly id: string } & Partial<PurposeDocument> = { id: defaultPurpose };
  const readText = (name: string) => {
    const value = profile === undefined ? undefined : readStated(profile, name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const locale = readText('locale');
  const { topicPurposes } = confirmations;
  const isOn = ({ consent }: Partial<PurposeDocument>, channel: Channel) =>
    findConsentNeed(channel, consent, policy?.consent) === 'opt-out';
  return {
    purposes: [...(isDocumented ? [] : [marketing]), ...purposes].map((purpose): PurposeChoices => {
      const choices = shown.map((channel): Choice => {
        const key = makeConsentKey({ channel, purpose: purpose.id });
        return {
          key,
          channel,
          state: findState(key, person, topicPurposes) ?? (isOn(purpose, channel) ? 'on' : 'off'),
        };
      });
      const own = topics.filter((topic) => (topic.purpose ?? defaultPurpose) === purpose.id);
      return {
        id: purpose.id,
        ...omitAbsent({ name: purpose.name, description: purpose.description }),
        choices,
        topics: own.flatMap((topic): TopicChoices[] => {
          const offered = choices.filter(({ channel }) => topic.channels?.includes(channel) ?? true);
          const ofTopic = offered.map(({ channel, state }): Choice => {
            const key = makeConsentKey({ channel, topic: topic.id });
            // A topic of which nothing was stated has the state of its purpose.
            return { key, channel, state: findState(key, person, topicPurposes) ?? state };
          });
          const { name, description } = topic;
          return ofTopic.length === 0 ? [] : [{ name, ...omitAbsent({ description }), choices: ofTopic }];
        }),
      };
    }),
    ...omitAbsent({
      frequency: readText(frequencyTrait),
      pauseUntil: readText(pauseTrait),
      language: locale ?? readText('language'),
    }),
    languages: listLanguages([
      ...listPageLanguages(policy?.preferences),
      ...(policy?.preferences?.languages ?? []),
      ...languages,
    ]),
    languageTrait: locale === undefined ? 'language' : 'locale',
    isUncertain,
    isBlocked: isAddressBlocked,
  };
}

/** The person has an address of the channel, and the stage sends by it or once recorded a consent for it. */
function isOffered(profile: Profile, channel: Channel, used: ReadonlySet<Channel>): boolean {
  const isKnown = used.has(channel) || Object.keys(profile.consents).some((key) => isKeyOf(channel, key));
  return isKnown && findAddress(profile, channel) !== undefined;
}

function listLanguages(tags: readonly string[]): readonly string[] {
  const known = new Set(tags.flatMap((tag) => readLanguage(tag) ?? []));
  const names = [...known].map((tag) => [tag, nameLanguage(tag)] as const);
  return names.sort(([, left], [, right]) => left.localeCompare(right, 'en')).map(([tag]) => tag);
}

/** Undefined when nothing was stated. A no for the address holds at once, before the profile learns of it. */
function findState(
  key: string,
  { claim, profile, record }: KnownPerson,
  topicPurposes: TopicPurposes,
): Choice['state'] | undefined {
  const scope = parseConsentKey(key);
  if (scope === undefined) return undefined;
  const { channel, topic } = scope;
  const ofPurpose = { channel, purpose: findPurpose(scope, topicPurposes) };
  const consents = profile?.consents ?? {};
  const ofAddress = channel === claim.channel ? record : undefined;
  const hold = (known: Consent | undefined, of: ConsentScope) => {
    const deniedAt = ofAddress && findDenial(ofAddress, of);
    return deniedAt === undefined ? known : foldConsent(known, { state: 'denied', at: deniedAt });
  };
  const general = hold(readPurpose(consents, ofPurpose), ofPurpose);
  const own = topic === undefined ? undefined : hold(consents[key], { channel, topic });
  const consent = topic === undefined || general === undefined ? (own ?? general) : readTopic(general, own);
  if (consent === undefined) return undefined;
  // A yes that another address confirmed does not count for the present one.
  const state = readStateFor(consent, scope.channel, profile && findAddress(profile, scope.channel));
  if (state === 'pending') return 'pending';
  return state === 'granted' ? 'on' : 'off';
}

export function listChoices({ purposes }: Choices): readonly Choice[] {
  return purposes.flatMap(({ choices, topics }) => [...choices, ...topics.flatMap((topic) => topic.choices)]);
}
