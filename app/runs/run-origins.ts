/** Names of the runs that belong to no document. */

/** The run that evaluates new and changed segments for existing profiles, and its plan. */
export const segmentsRunName = 'segments';
