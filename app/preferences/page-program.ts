/**
 * The part of the published program that pages show. It only improves the page of an unsubscribe link: when it cannot be
 * read, the page has the built-in texts, and unsubscribing has its widest scope.
 */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { MINUTE } from '../../engine/base/time-units.ts';
import { defaultPurpose } from '../../engine/channels/consent-key.ts';
import type { findConfirmation } from '../../engine/facts/find-confirmation.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { LinkDocument } from '../../engine/model/documents/link-document.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { PurposeDocument, TopicDocument } from '../../engine/model/documents/purpose-document.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { oneDay, parseDuration } from '../../engine/time/duration.ts';
import type { CompiledPurpose } from '../../engine/turn/definitions.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { loadProgram } from '../publish/load-program.ts';
import { createPublishedCache, type Held } from '../runtime/published-cache.ts';

/** What people can consent to. */
export interface ConsentDocuments {
  readonly purposes: readonly PurposeDocument[];
  readonly topics: readonly TopicDocument[];
  /** Of promotional templates: other channels of a person are not offered. */
  readonly channels: ReadonlySet<Channel>;
  /** Language tags of promotional templates. */
  readonly languages: readonly string[];
  /** Which consents need a confirmation. */
  readonly confirmations: Parameters<typeof findConfirmation>[0];
}

export const noDocuments: ConsentDocuments = {
  purposes: [],
  topics: [],
  channels: new Set(),
  languages: [],
  confirmations: { purposes: new Map(), topicPurposes: new Map() },
};

export interface PageProgram {
  /** Never throws; undefined when none was ever read. */
  policy(): Promise<PolicyDocument | undefined>;
  /** Throws when the program cannot be read. */
  consentDocuments(): Promise<ConsentDocuments>;
  /** Of a printed code. Throws when the program cannot be read and none was read before. */
  link(id: string): Promise<LinkDocument | undefined>;
}

interface Published {
  readonly policy: PolicyDocument | undefined;
  /** Loaded on first use: unsubscribing needs none of it. */
  documents?: Promise<ConsentDocuments>;
  /** By id; loaded with the first scan. */
  links?: Promise<ReadonlyMap<string, LinkDocument>>;
}

type LoadedPart = Required<Pick<Published, 'documents' | 'links'>>;

export function createPageProgram(programs: ProgramReader, now: () => number): PageProgram {
  const cache = createPublishedCache(programs, async ({ policy }): Promise<Published> => ({ policy }));

  async function refresh(): Promise<void> {
    if (cache.isFresh(now(), MINUTE)) return;
    await cache.read({ consistent: false });
    cache.markChecked(now());
  }

  function load<Part extends keyof LoadedPart>(
    { pointer, value }: Held<Published>,
    part: Part,
    read: (snapshot: ProgramSnapshot) => Awaited<LoadedPart[Part]>,
  ): LoadedPart[Part] {
    const parts: Partial<Record<keyof LoadedPart, unknown>> = value;
    parts[part] ??= loadProgram(programs, pointer)
      .then(read)
      .catch((error: unknown) => {
        delete parts[part];
        throw error;
      });
    return parts[part] as LoadedPart[Part];
  }

  return {
    async policy() {
      try {
        await refresh();
      } catch {
        // The one that was read before stays in force; the next minute tries again.
        cache.markChecked(now());
      }
      return cache.held?.value.policy;
    },

    async consentDocuments() {
      await refresh();
      // None was published, or the read of the policy failed: a form may not be read without the documents.
      if (cache.held === undefined) await cache.read({ consistent: false });
      return cache.held === undefined ? noDocuments : load(cache.held, 'documents', readDocuments);
    },

    async link(id) {
      // A printed code leads to its target as long as this process knows it.
      await refresh().catch((error: unknown) => {
        if (cache.held === undefined) throw error;
        cache.markChecked(now());
      });
      if (cache.held === undefined) return undefined;
      const links = await load(
        cache.held,
        'links',
        ({ links: all = [] }) => new Map(all.map((link) => [link.id, link])),
      );
      return links.get(id);
    },
  };
}

function readDocuments({ purposes = [], topics = [], templates }: ProgramSnapshot): ConsentDocuments {
  const promotional = templates.filter((each) => each.class === 'promotional');
  const channels = new Map(templates.map(({ id, channel }) => [id, channel]));
  const confirm = ({ id, doubleOptIn }: PurposeDocument): CompiledPurpose => {
    if (doubleOptIn === undefined) return {};
    const { template, expires = '' } = doubleOptIn;
    const channel = channels.get(template);
    const confirmation = { purpose: id, template, expires: parseDuration(expires) ?? oneDay };
    return { confirmation: { ...confirmation, ...omitAbsent({ channel }) } };
  };
  return {
    purposes: purposes.filter(({ status }) => status === 'live'),
    topics: topics.filter(({ status }) => status === 'live'),
    channels: new Set(promotional.map(({ channel }) => channel)),
    languages: promotional.flatMap(({ locales }) => locales),
    confirmations: {
      purposes: new Map(purposes.map((purpose) => [purpose.id, confirm(purpose)])),
      topicPurposes: new Map(topics.map(({ id, purpose = defaultPurpose }) => [id, purpose])),
    },
  };
}
