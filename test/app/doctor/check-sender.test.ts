/** What receivers find of a sender, on DNS and SES in memory: forms of records that the pipeline test does not have. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkSender } from '../../../app/doctor/check-sender.ts';
import type { DomainRecords } from '../../../app/ports/domain-records.ts';
import type { SenderIdentity } from '../../../app/ports/stage-account.ts';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const longKey = `v=DKIM1; k=rsa; p=${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`;

const fit = {
  'bounce.example.com': ['v=spf1 include:amazonses.com ~all'],
  'amazonses.com': ['v=spf1 ip4:192.0.2.0/24 -all'],
  '_dmarc.example.com': ['v=DMARC1; p=reject'],
  'a._domainkey.example.com': [longKey],
};

function makeIdentity(name: string, changes: Partial<SenderIdentity> = {}): SenderIdentity {
  return {
    name,
    isVerified: true,
    status: 'SUCCESS',
    dkim: { isEnabled: true, status: 'SUCCESS', tokens: ['a'], keyLength: 2048 },
    mailFrom: { domain: 'bounce.example.com', status: 'SUCCESS' },
    ...changes,
  };
}

type Records = Readonly<Record<string, readonly string[]>>;

interface World {
  readonly sender?: string;
  readonly identities?: readonly SenderIdentity[];
  readonly texts?: Records;
  readonly aliases?: Readonly<Record<string, string>>;
}

/** Codes of what is not in order. */
async function listBad({ sender, identities, texts = {}, aliases = {} }: World): Promise<string[]> {
  const all = identities ?? [makeIdentity('example.com')];
  const records: DomainRecords = {
    readTexts: async (name) => ({ ...fit, ...texts })[name] ?? [],
    readAlias: async (name) => aliases[name],
  };
  const account = { readIdentity: async (name: string) => all.find((identity) => identity.name === name) };
  const findings = await checkSender(sender ?? 'hello@example.com', { account, records });
  return findings.filter(({ state }) => state !== 'ok').map(({ code }) => code);
}

describe('an identity', () => {
  it('is in order', async () => expect(await listBad({})).toEqual([]));

  it('that waits for verification is reported with its DKIM', async () => {
    const dkim = { isEnabled: true, status: 'PENDING', tokens: ['a'] };
    const pending = makeIdentity('example.com', { isVerified: false, status: 'PENDING', dkim });
    const aligned = { '_dmarc.example.com': ['v=DMARC1; p=reject'] };
    expect(await listBad({ identities: [pending], texts: aligned })).toEqual([
      'identity_unverified',
      'dkim_unverified',
    ]);
  });

  it('of a parent domain signs for a subdomain, and is aligned unless DMARC is strict', async () => {
    const sender = 'hello@mail.example.com';
    expect(await listBad({ sender })).toEqual([]);
    const strict = { '_dmarc.example.com': ['v=DMARC1; p=reject; adkim=s; aspf=s'] };
    expect(await listBad({ sender, texts: strict })).toEqual(['dmarc_unaligned']);
    expect(await listBad({ texts: strict })).toEqual([]);
  });

  it('without the MX record of its MAIL FROM domain is not aligned by SPF', async () => {
    const dkim = { isEnabled: false, status: 'SUCCESS', tokens: ['a'] };
    const mailFrom = { domain: 'bounce.example.com', status: 'FAILED' };
    expect(await listBad({ identities: [makeIdentity('example.com', { dkim, mailFrom })] })).toEqual([
      'dkim_disabled',
      'mail_from_unverified',
      'dmarc_unaligned',
    ]);
  });

  it('that is a domain from which templates may send is checked like an address', async () => {
    expect(await listBad({ sender: 'example.com' })).toEqual([]);
    expect(await listBad({ sender: 'example.org' })).toEqual(['identity_missing']);
  });
});

describe('DKIM records', () => {
  const easy = (tokens: string[]) =>
    makeIdentity('example.com', {
      dkim: { isEnabled: true, status: 'SUCCESS', tokens, zone: 'dkim.amazonses.com', keyLength: 2048 },
    });

  it.each<[string, World, string[]]>([
    [
      'a key that is revoked',
      { texts: { 'a._domainkey.example.com': ['v=DKIM1; p='] } },
      ['dkim_record_missing'],
    ],
    [
      'a text that is no key',
      { texts: { 'a._domainkey.example.com': ['p=bm8ga2V5'] } },
      ['dkim_record_missing'],
    ],
    ['an Ed25519 key', { texts: { 'a._domainkey.example.com': ['k=ed25519; p=MTIz'] } }, []],
    ['the key in place of the alias', { identities: [easy(['a'])] }, []],
    [
      'an alias in capitals to a selector that SES does not use now',
      { identities: [easy(['b'])], aliases: { 'b._domainkey.example.com': 'B.DKIM.amazonses.com' } },
      [],
    ],
  ])('with %s', async (_what, world, codes) => expect(await listBad(world)).toEqual(codes));
});

describe('SPF', () => {
  const other = { 'other.example': ['v=spf1 include:amazonses.com -all'] };
  const open = { 'other.example': ['v=spf1 +all'] };
  const loop = { 'other.example': ['v=spf1 include:other.example -all'] };

  it.each<[record: string, texts: Records, codes: string[]]>([
    ['v=spf1 include:other.example -all', other, []],
    ['V=SPF1 INCLUDE:AMAZONSES.COM ~ALL', {}, []],
    ['v=spf1 redirect=other.example', other, []],
    ['v=spf1 -all redirect=other.example', other, ['spf_without_ses']],
    ['v=spf1 -include:amazonses.com ~all', {}, ['spf_without_ses']],
    ['v=spf1 ?include:other.example ~all', other, ['spf_without_ses']],
    ['v=spf1 include:%{i}.example include:amazonses.com ~all', {}, []],
    ['v=spf1 include:other.example -all', open, ['spf_open']],
    ['v=spf1 include:amazonses.com all', {}, ['spf_open']],
    ['v=spf1 include:other.example -all', loop, ['spf_lookups_exceeded']],
    ['v=spf1 a mx ptr exists:a.example a:b.example/24 a mx a mx include:amazonses.com ~all', {}, []],
    [
      'v=spf1 a mx ptr exists:a.example a:b.example/24 a mx a mx a include:amazonses.com ~all',
      {},
      ['spf_lookups_exceeded'],
    ],
    ['v=spf10 include:amazonses.com ~all', {}, ['spf_missing']],
  ])('%s', async (record, texts, codes) => {
    expect(await listBad({ texts: { ...texts, 'bounce.example.com': [record] } })).toEqual(codes);
  });
});

describe('DMARC', () => {
  const sender = 'hello@mail.example.com';

  it.each<[what: string, texts: Records, codes: string[]]>([
    [
      'the subdomain policy of the parent',
      { '_dmarc.example.com': ['v=DMARC1; p=reject; sp=none'] },
      ['dmarc_none'],
    ],
    [
      'the record of the subdomain first',
      { '_dmarc.mail.example.com': ['v=DMARC1; p=none'] },
      ['dmarc_none'],
    ],
    ['no record', { '_dmarc.example.com': [], '_dmarc.com': ['v=DMARC1; p=reject'] }, ['dmarc_missing']],
    ['a text that is no record', { '_dmarc.example.com': ['v=DMARC12; p=reject'] }, ['dmarc_missing']],
    ['blanks and capitals', { '_dmarc.example.com': ['v = DMARC1 ; P = Reject'] }, []],
    ['an unknown policy', { '_dmarc.example.com': ['v=DMARC1; p=block'] }, ['dmarc_invalid']],
    ['a share of nothing', { '_dmarc.example.com': ['v=DMARC1; p=reject; pct=0'] }, ['dmarc_none']],
  ])('%s', async (_what, texts, codes) => expect(await listBad({ sender, texts })).toEqual(codes));
});
