/** Names of the walks that no document asks for. */

/** New and changed segments, evaluated for the people who are already there; also its plan. */
export const segmentsSubject = 'segments';
