/** Estimates what a campaign by SMS costs, by country, from the messages of some of its recipients. */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { countSmsParts } from '../../../engine/channels/count-sms-parts.ts';
import { findSmsPrice } from '../../../engine/channels/sms-prices.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { ProgramSnapshot, TemplateHeader } from '../../../engine/model/program-snapshot.ts';
import type { CompiledTemplate } from '../../ports/program-store.ts';
import type { RenderedFields, RenderRequest } from '../../ports/rendering.ts';
import { previewTemplate } from '../../simulate/preview-template.ts';
import { findSmsCountry } from '../reach/count-mailboxes.ts';

export interface SmsEstimate {
  /** ISO code, or `unknown`. */
  readonly country: string;
  readonly people: number;
  /** Of all their messages, from the mean of those that were rendered. */
  readonly parts: number;
  /** Messages that were rendered. */
  readonly sampled: number;
  /** Of one part, in thousandths of a US cent; absent where it is not known. */
  readonly price?: number;
}

export interface SmsEstimator {
  /** A recipient, and the numbers that the message may go to. */
  note(profile: Profile, numbers: readonly string[]): void;
  /** `people`: recipients by country. The result begins with the country of most people. */
  sum(people: ReadonlyMap<string, number>): readonly SmsEstimate[];
}

/** Messages that are rendered per country: a mean of parts needs no more. */
const sampleSize = 20;

/** `now` in epoch ms: the moment of the run. */
export function createSmsEstimator(
  snapshot: ProgramSnapshot,
  {
    header,
    compiled,
    publicUrl,
  }: {
    readonly header: TemplateHeader;
    readonly compiled: CompiledTemplate;
    readonly publicUrl?: string | undefined;
  },
  render: (request: RenderRequest) => RenderedFields,
  now: number,
): SmsEstimator {
  const samples = new Map<string, number[]>();
  const touchpoint = {
    id: 'preview',
    source: 'percorso',
    name: 'Campaign Reached',
    type: 'track' as const,
    traits: {},
    properties: {},
    context: {},
    occurredAt: now,
    receivedAt: now,
  };
  return {
    note(profile, numbers) {
      for (const country of new Set(numbers.map(findSmsCountry))) {
        const known = samples.get(country) ?? [];
        samples.set(country, known);
        if (known.length >= sampleSize) continue;
        const request = { snapshot, header, compiled, profile, touchpoint, publicUrl };
        const preview = previewTemplate(request, render);
        if (preview.outcome === 'rendered') known.push(countSmsParts(preview.fields['body'] ?? '').parts);
      }
    },
    sum(people) {
      const order = [...people].sort(([, left], [, right]) => right - left);
      return order.map(([country, count]) => {
        const parts = samples.get(country) ?? [];
        const mean = parts.reduce((sum, each) => sum + each, 0) / Math.max(1, parts.length);
        const price = findSmsPrice(country, snapshot.policy.sms?.prices);
        const estimate = { country, people: count, parts: Math.round(mean * count), sampled: parts.length };
        return omitAbsent<SmsEstimate>({ ...estimate, price });
      });
    },
  };
}
