/** Every computed-trait function behind one exhaustive record. */
import type { TraitFunction } from '../model/documents/trait-document.ts';
import type { Aggregator } from './aggregator.ts';
import { count } from './count.ts';
import { distinct } from './distinct.ts';
import { first } from './first.ts';
import { last } from './last.ts';
import { max } from './max.ts';
import { min } from './min.ts';
import { mostFrequent } from './most-frequent.ts';
import { recency } from './recency.ts';
import { sum } from './sum.ts';

export const aggregators: Readonly<Record<TraitFunction, Aggregator>> = {
  count,
  sum,
  first,
  last,
  min,
  max,
  distinct,
  mostFrequent,
  recency,
};
