/** The journeys and the policy of the CDNOW customers; `test/oracles/cdnow-journeys.ts` computes the expected outcomes independently. */

/** All documents as YAML. The subject of each letter is its template's id. */
export const journeysConfig = `
kind: policy
id: contact
status: live
consent: { email: opt-out }
caps: [{ limit: 1, within: P60D }]
---
kind: journey
id: win-back
status: live
trigger: { event: Order Completed }
reentry: {}
exitOn: [{ event: Order Completed }]
start: quiet
steps:
  quiet: { type: wait, for: P90D, next: measure }
  measure: { type: holdout, percent: 10, next: write }
  write: { type: send, template: win-back, next: done }
  done: { type: end }
---
kind: journey
id: welcome
status: live
trigger: { event: Order Completed }
start: halves
steps:
  halves:
    type: split
    paths: [{ percent: 50, next: warm }, { percent: 50, next: plain }]
  warm: { type: send, template: welcome-warm, next: five-weeks }
  plain: { type: send, template: welcome-plain, next: twenty-days }
  five-weeks:
    type: waitFor
    branches: [{ event: Order Completed, next: ordered }]
    timeout: { after: P35D, next: evening }
  twenty-days:
    type: waitFor
    branches: [{ event: Order Completed, next: ordered }]
    timeout: { after: P20D, next: evening }
  evening: { type: wait, untilTime: "18:00", timeZone: UTC, next: second }
  second: { type: send, template: second, next: done }
  done: { type: end }
  ordered: { type: end, reason: ordered-again }
---
kind: template
id: welcome-warm
status: live
channel: email
class: transactional
content: { subject: welcome-warm, html: "<p>Thank you, and a warm welcome.</p>" }
---
kind: template
id: welcome-plain
status: live
channel: email
class: transactional
content: { subject: welcome-plain, html: "<p>Thank you for your order.</p>" }
---
kind: template
id: second
status: live
channel: email
class: promotional
content: { subject: second, html: "<p>Here is what others listen to.</p>" }
---
kind: template
id: win-back
status: live
channel: email
class: promotional
content: { subject: win-back, html: "<p>It has been a while.</p>" }
`;
