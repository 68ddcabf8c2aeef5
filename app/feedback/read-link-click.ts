/** Reads the click on a short link, as the public function reports it (app/preferences/serve-short-link.ts). */
import { keepKnown } from '../../engine/base/json.ts';
import { isChannel } from '../../engine/model/channels.ts';
import { classifyReader, describeMachine } from './classify-reader.ts';
import { readClick } from './clicks/click-log.ts';
import { type RawEvent, type Report, readMoment, readObject, readTag } from './provider-report.ts';

/** The touchpoint has as much of a link as one of an email. */
const longestLink = 500;

export function readLinkClick(event: RawEvent): Report | undefined {
  const detail = readObject(event['detail']);
  const messageId = readTag(detail, 'messageId');
  const profileId = readTag(detail, 'profileId');
  const { channel } = detail;
  const at = readMoment(event['time']);
  if (messageId === undefined || profileId === undefined || !isChannel(channel) || at === undefined)
    return undefined;
  const userAgent = typeof detail['userAgent'] === 'string' ? detail['userAgent'] : '';
  const reader = classifyReader({
    kind: 'click',
    userAgent,
    ipAddress: readTag(detail, 'ipAddress'),
    at,
    sentAt: readMoment(detail['madeAt']),
  });
  const { device, reason } = reader;
  return {
    profileId,
    messageId,
    channel,
    outcome: reason === undefined ? 'clicked' : 'machine_clicked',
    at,
    receivedAt: at,
    properties: keepKnown({
      link: readTag(detail, 'link')?.slice(0, longestLink),
      device,
      ...describeMachine(reason),
      template: readTag(detail, 'template'),
      origin: readTag(detail, 'origin'),
    }),
    click: readClick(detail, at, reader),
  };
}
