/** Largest number in an event. */
import { keepExtreme } from './extreme.ts';

export const max = keepExtreme((a, b) => a > b);
