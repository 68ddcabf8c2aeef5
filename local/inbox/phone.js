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
      headers.ImageUrl && renderImage(headers.ImageUrl),
      /^https?:/i.test(headers.Url ?? '')
        ? element('a', { href: headers.Url, target: '_blank', rel: 'noreferrer' }, headers.Url)
        : headers.Url && element('small', {}, `Opens ${headers.Url}`),
      headers.Category && element('small', {}, `Category ${headers.Category}`),
    ),
    element('div', { class: 'time' }, `Token ${to}`),
  );
}

/** The picture of a notification; its address where it is none that a phone loads, or cannot be loaded. */
function renderImage(url) {
  const problem = () => element('small', {}, `Image not shown: ${url}`);
  if (!/^(?:https?:|data:image\/)/i.test(url)) return problem();
  const image = element('img', { src: url, alt: 'Image of the push', referrerpolicy: 'no-referrer' });
  image.addEventListener('error', () => image.replaceWith(problem()));
  return image;
}

/** The device, what the platform reads, and the payload of the app. */
export function renderPushFacts({ headers, to, raw }) {
  const { ChannelType, ...others } = headers;
  const facts = { Device: to, Platform: PUSH_NAMES[ChannelType] ?? ChannelType, ...others };
  const payload = raw.payload ?? raw.MessageConfiguration;
  return [renderFacts(facts, 'device'), element('pre', {}, JSON.stringify(payload, null, 2))];
}
