/** Config documents that the tests of this folder share. */

/** Counts and sums orders, and thanks everybody for each of them by a transactional email. */
export const orders = `
kind: trait
id: orders
status: live
function: count
event: Order Completed
---
kind: trait
id: revenue
status: live
function: sum
event: Order Completed
path: properties.revenue
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
kind: policy
id: contact
status: live
consent: { email: opt-out }
`;
