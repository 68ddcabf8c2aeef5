/** Config documents that the tests of this folder share. */
import { makeOptOutPolicy, newsOnPing, orderCount, orderRevenue } from '../../harness/sample-documents.ts';

/** Counts and sums orders, and thanks everybody for each of them by a transactional email. */
export const orders = `
${orderCount}
---
${orderRevenue}
---
kind: template
id: thanks
status: live
channel: email
class: transactional
content:
  subject: "Thank you"
  html: "<p>Order {{ event.properties.orderId | default: 'received' }}.</p>"
---
kind: rule
id: thanks
status: live
trigger: { event: Order Completed }
actions: [{ send: thanks }]
---
${makeOptOutPolicy()}
`;

/** One email per event: promotional for `Offer Made`, transactional for `Receipt Due`, endless for `Loop Asked`. */
export const mailings = `
${makeOptOutPolicy()}
---
kind: template
id: offer
status: live
channel: email
class: promotional
content: { subject: "Offer", html: "<p>An offer.</p>" }
---
kind: template
id: receipt
status: live
channel: email
class: transactional
content: { subject: "Receipt", html: "<p>A receipt.</p>" }
---
kind: template
id: endless
status: live
channel: email
class: promotional
content:
  subject: "Endless"
  html: "{% for i in (1..1000000000) %}{% for k in (1..1000000000) %}{{ i }}{% endfor %}{% endfor %}"
---
kind: rule
id: offer
status: live
trigger: { event: Offer Made }
actions: [{ send: offer }]
---
kind: rule
id: receipt
status: live
trigger: { event: Receipt Due }
actions: [{ send: receipt }]
---
kind: rule
id: endless
status: live
trigger: { event: Loop Asked }
actions: [{ send: endless }]
`;

/** A promotional email with a topic for each `Ping`, and one a week of that topic. */
export const topical = `
${newsOnPing}
---
kind: policy
id: contact
status: live
caps: [{ limit: 1, within: P7D, topic: news }]
`;

/** The campaign `offer` at a moment (epoch ms) to people in Italy, and `parcel` for each `Shipped`: templates of the test. */
export const offersAndParcels = (at: number) =>
  `
kind: segment
id: italy
status: live
condition: { profile: { traits: { country: [IT] } } }
---
kind: campaign
id: spring
status: live
audience: { segment: italy }
schedule: { at: "${new Date(at).toISOString()}" }
send: offer
---
kind: rule
id: shipped
status: live
trigger: { event: Shipped }
actions: [{ send: parcel }]
`.trim();
