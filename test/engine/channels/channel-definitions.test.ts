/** What the record of channels says of each channel agrees with itself. */
import { describe, expect, it } from 'vitest';
import { channelDefinitions } from '../../../engine/channels/channel-definitions.ts';
import { isConsentKey } from '../../../engine/channels/consent-key.ts';
import { channels, isChannel } from '../../../engine/model/channels.ts';

describe.each(channels)('the channel %s', (channel) => {
  const { normalizeAddress, previewAddress, exampleAddress, contentParts, optionalContent } =
    channelDefinitions[channel];

  it('accepts its own addresses and no text without an address', () => {
    expect(normalizeAddress(previewAddress)).toBe(previewAddress);
    expect(normalizeAddress(exampleAddress)).toBe(exampleAddress);
    expect(normalizeAddress('nothing')).toBeUndefined();
  });

  it('has each content field once and needs at least one', () => {
    const fields = [...contentParts.flat(), ...optionalContent];
    expect(new Set(fields).size).toBe(fields.length);
    expect(contentParts.length).toBeGreaterThan(0);
  });

  it('has consent for itself and for its topics', () => {
    expect(isConsentKey(channel)).toBe(true);
    expect(isConsentKey(`${channel}/news`)).toBe(true);
    expect(isConsentKey(`${channel}/no topic`)).toBe(false);
  });
});

it('Names that are no channel are none', () => {
  expect(isChannel('webhook')).toBe(false);
  expect(isConsentKey('fax')).toBe(false);
});
