/** Limits on the size of a profile: one item must stay far below DynamoDB's 400 KB. */
import { DAY } from '../base/time-units.ts';

export const maxStatedTraits = 256;
/** Characters of one trait's value as JSON. */
export const maxTraitLength = 2048;
/** Characters of all stated traits together. */
export const maxTraitsLength = 131_072;
/** Removed traits remembered, so that an older statement that arrives late does not restore them. */
export const maxRemovedTraits = 32;
export const maxTraitNameLength = 128;
/** Characters of one text in a computed trait. */
export const maxComputedLength = 256;
/** Values taken from one touchpoint for one computed trait. */
export const maxValuesPerTouchpoint = 100;
/** Consents with a topic or purpose; a consent for a whole channel is always stored. */
export const maxConsents = 64;
/** Above this number, states of traits, segments and rules that the program does not know are removed. */
export const maxUnknownStates = 128;
/** Characters of the values that travel with one message. */
export const maxVariablesLength = 32_768;
/** Characters of an emitted event's content or a webhook's body: the same limit as for a received event. */
export const maxEffectLength = 65_536;
/** Rounds of rules that an `update` may trigger within one touchpoint. */
export const maxRounds = 3;
/** Instances of journeys that one person is in, over all journeys. */
export const maxPositions = 24;
/** Instances of one journey with a key, by default. */
export const defaultConcurrency = 8;
/** Steps executed in one turn; a cycle of journeys that enter each other ends here. */
export const maxStepsPerTurn = 100;
/** Entry counts kept in the profile, of journeys with a key and of those without: the newest. Older ones are archived. */
export const maxKeyedEntries = 64;
export const maxEntries = 256;
/** Ended instances that are remembered, for senders that still hold messages of them. */
export const maxLeft = 32;
/** Characters of the values that a journey keeps of its entry event. */
export const maxKeptEventLength = 2048;
/** Characters of a journey's key. */
export const maxKeyLength = 256;
/** Runs of campaigns remembered, so that each reaches a person once; the newest. */
export const maxReached = 16;
/** Runs remembered whose records may still be queued or be dead letters. */
export const maxReachedLately = 64;
/** An event that arrives this long (ms) after a conversion's window may still have occurred in it. */
export const latestConversion = 30 * DAY;
/** Messages of a person whose conversion is tracked at the same time; the newest. */
export const maxTouches = 8;
/** Sessions (anonymous ids) of a person that are kept: the latest. */
export const maxSessions = 10;
/** Accounts that a person belongs to: the latest ones. As many that the person left are remembered. */
export const maxAccounts = 20;
