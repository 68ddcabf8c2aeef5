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
    const compiled = compileCampaign({ ...spring, priority: 7 });
    expect(compiled).toMatchObject({
      priority: 7,
      audience: 'everybody',
      message: { template: 'offer' },
    });
  });

  it('is refused before it reaches a person when a time of its message cannot be read', () => {
    expect(() => compileCampaign({ ...spring, expiresAfter: 'soon' })).toThrow('campaign/spring');
  });
});
