/** Smallest number in an event. */
import { keepExtreme } from './extreme.ts';

export const min = keepExtreme((a, b) => a < b);
