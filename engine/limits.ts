/** What a profile may hold: one item must stay far below DynamoDB's 400 KB. */

export const maxStatedTraits = 256;
/** Characters of one trait's value as JSON. */
export const maxTraitLength = 2048;
/** Characters of all stated traits together. */
export const maxTraitsLength = 131_072;
/** Removed traits remembered, so that an older statement arriving late does not bring them back. */
export const maxRemovedTraits = 32;
export const maxTraitNameLength = 128;
/** Characters of one text in a computed trait. */
export const maxComputedLength = 256;
/** Values taken from one touchpoint for one computed trait. */
export const maxValuesPerTouchpoint = 100;
/** With topics; a channel as a whole always finds its place. */
export const maxConsents = 64;
/** Past this many, states of traits, segments and rules that the program does not know are forgotten. */
export const maxUnknownStates = 128;
/** Characters of the values that travel with one message. */
export const maxVariablesLength = 32_768;
/** Rounds of rules that an `update` may set off within one touchpoint. */
export const maxRounds = 3;
