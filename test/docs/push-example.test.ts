/** The full event of docs/push.md is one that put-event accepts, about the device that it shows. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readTouchpoint } from '../../app/ingest/read-touchpoint.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { readDeviceAddress } from '../../engine/touchpoint/read-device.ts';

it('states a device', () => {
  const page = readFileSync(new URL('../../docs/push.md', import.meta.url), 'utf8');
  const [, json = ''] = /put-event <<'JSON'\n(.*?)\nJSON\n/s.exec(page) ?? [];
  const now = Date.parse('2026-11-20T10:00:00Z');
  const { touchpoint } = readTouchpoint(JSON.parse(json), { source: 'cli', now, isChecked: true });
  const { source, name, detail } = touchpoint;
  const event = { id: 'e', source, 'detail-type': name, time: new Date(now).toISOString(), detail };
  expect(readDeviceAddress(parseTouchpoint(event))).toBe('gcm:fcm-token-of-the-device');
});
