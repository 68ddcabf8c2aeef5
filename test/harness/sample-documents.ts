/** Documents that several tests publish, as YAML. */

/** One YAML text of several documents. */
export function joinDocuments(...documents: readonly string[]): string {
  return documents.map((document) => `\n${document.trim()}\n`).join('---');
}

/** Email goes to each person who has not refused it. `more`: further fields of the policy. */
export function makeOptOutPolicy(more = ''): string {
  return `
kind: policy
id: contact
status: live
consent: { email: opt-out }
${more}`;
}

/** The computed trait `orders`. */
export const orderCount = `
kind: trait
id: orders
status: live
function: count
event: Order Completed
`;

/** The computed trait `revenue`. */
export const orderRevenue = `
kind: trait
id: revenue
status: live
function: sum
event: Order Completed
path: properties.revenue
`;

/** Each person with an email address. */
export const everybodySegment = `
kind: segment
id: everybody
status: live
condition: { profile: { traits: { email: [{ exists: true }] } } }
`;

/** Each person whose trait `country` is IT. */
export const italiansSegment = `
kind: segment
id: italians
status: live
condition: { profile: { traits: { country: [IT] } } }
`;

/** A promotional email with a subject and nothing to fill in. */
export function makeEmail(id: string, word: string, more = ''): string {
  return `
kind: template
id: ${id}
status: live
channel: email
class: promotional
${more}
content: { subject: "${word}", html: "<p>${word}.</p>" }
`;
}

/** The template `news-mail` with the topic `news`, sent for each event `Ping`. */
export const newsOnPing = joinDocuments(
  makeEmail('news-mail', 'News', 'topic: news'),
  `
kind: rule
id: on-ping
status: live
trigger: { event: Ping }
actions: [{ send: news-mail }]
`,
);
