/**
 * Meta's error codes of WhatsApp messages, and what each means for the sender. Read from Meta's page "WhatsApp error
 * codes" (Cloud API), state of June 2026.
 */

/**
 * `address`: nothing can reach it by WhatsApp. `declined`: its owner has stopped marketing messages. `person`: Meta does
 * not deliver this message to this person, and nothing is wrong. `message`: the template or its values are wrong.
 * `account`: the operator must act. `later`: too fast, or Meta has a problem.
 */
export type WhatsAppFault = 'address' | 'declined' | 'person' | 'message' | 'account' | 'later';

const faults: Readonly<Record<WhatsAppFault, readonly number[]>> = {
  // Not on WhatsApp, terms not accepted, or an old client; the receiver is the sender itself.
  address: [131026, 131021],
  declined: [131050],
  // Limit of marketing messages per person; part of an experiment of Meta.
  person: [131049, 130472],
  // Parameters, media, template unknown, paused, disabled or not matching; the window of 24 hours is closed.
  message: [
    100, 131008, 131009, 131047, 131051, 131052, 131053, 132000, 132001, 132005, 132007, 132012, 132015,
    132016, 132018, 132068, 132069,
  ],
  // Permissions, payment, restrictions of the account or the number, recipients of a test number, spam limit.
  account: [
    0, 3, 10, 33, 190, 200, 368, 130497, 131005, 131030, 131031, 131037, 131042, 131045, 131048, 133010,
  ],
  // Rate of the API, of the number, of the pair of numbers; outages and maintenance.
  later: [1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004],
};

const byCode: ReadonlyMap<number, WhatsAppFault> = new Map(
  Object.entries(faults).flatMap(([fault, codes]) => codes.map((code) => [code, fault as WhatsAppFault])),
);

/** Undefined for a code that is not known. */
export function findWhatsAppFault(code: number): WhatsAppFault | undefined {
  return byCode.get(code);
}

/** Every known code with its meaning, for tests. */
export function listWhatsAppFaults(): readonly (readonly [number, WhatsAppFault])[] {
  return [...byCode];
}
