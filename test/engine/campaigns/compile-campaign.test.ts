/** A campaign is compiled with the program, not for each person that it reaches. */
import { describe, expect, it } from 'vitest';
import { compileCampaign } from '../../../engine/campaigns/compile-campaign.ts';
import type { CampaignDocument } from '../../../engine/model/documents/campaign-document.ts';

const spring: CampaignDocument = {
  kind: 'campaign',
  id: 'spring',
  status: 'live',
  audience: { segment: 'everybody' },
  send: 'offer',
  schedule: { at: '2026-03-20T10:00:00Z' },
};

describe('A compiled campaign', () => {
  it('has read the times that it states', () => {
    const conversion = { event: 'Order Completed', within: 'P3D' };
    const compiled = compileCampaign({ ...spring, conversion, priority: 7 });
    expect(compiled).toMatchObject({
      priority: 7,
      audience: 'everybody',
      message: { template: 'offer' },
      conversion: { event: 'Order Completed', within: { months: 0, milliseconds: 3 * 86_400_000 } },
    });
  });

  it('tracks no conversion with an unreadable time', () => {
    const compiled = compileCampaign({ ...spring, conversion: { event: 'Order Completed', within: 'soon' } });
    expect(compiled.conversion).toBeUndefined();
  });

  it('is refused before it reaches a person when a time of its message cannot be read', () => {
    expect(() => compileCampaign({ ...spring, expiresAfter: 'soon' })).toThrow('campaign/spring');
  });
});
