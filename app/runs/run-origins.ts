/** Names of the runs that no document asks for. */

/** New and changed segments, evaluated for the people who are already there; also its plan. */
export const segmentsRunName = 'segments';
