// SMS and push as on a phone, and what the phone gets of a push.
import { element } from './element.js';
import { renderFacts } from './facts.js';
import { formatLong } from './format.js';

const PUSH_NAMES = { GCM: 'Android (FCM)', APNS: 'iPhone (APNs)', APNS_SANDBOX: 'iPhone (APNs sandbox)' };

export function renderSms({ from, text, time }) {
  return element(
    'div',
    { class: 'phone' },
    element('div', { class: 'name' }, from ?? 'SMS'),
    element('div', { class: 'time' }, formatLong(time)),
    element('div', { class: 'bubble' }, text ?? ''),
  );
}

export function renderPush({ title, text, headers, time, to }) {
  return element(
    'div',
    { class: 'phone' },
    element('div', { class: 'time' }, formatLong(time)),
    element(
      'div',
      { class: 'card' },
      element(
        'div',
        { class: 'app' },
        element('span', {}, PUSH_NAMES[headers.ChannelType] ?? headers.ChannelType ?? 'Push'),
        element('span', {}, 'now'),
      ),
      title && element('strong', {}, title),
      element('p', {}, text ?? ''),
      /^https?:/i.test(headers.Url ?? '')
        ? element('a', { href: headers.Url, target: '_blank', rel: 'noreferrer' }, headers.Url)
        : headers.Url && element('small', {}, `Opens ${headers.Url}`),
    ),
    element('div', { class: 'time' }, `Token ${to}`),
  );
}

/** The device, what the platform reads, and the payload of the app. */
export function renderPushFacts({ headers, to, raw }) {
  const { ChannelType, ...others } = headers;
  const facts = { Device: to, Platform: PUSH_NAMES[ChannelType] ?? ChannelType, ...others };
  const payload = raw.payload ?? raw.MessageConfiguration;
  return [renderFacts(facts, 'device'), element('pre', {}, JSON.stringify(payload, null, 2))];
}
