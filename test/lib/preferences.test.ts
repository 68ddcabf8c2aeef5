/** The public function: what the stack has for it, and that it has none of it without it. */
import { describe, expect, it } from 'vitest';
import { ContextInvalidError } from '../../lib/context.ts';
import { listResources, type StageTemplate, synthesizeStage } from './synthesize-stage.ts';

const linkDomain = 'links.example.com';
const proxyKey = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
const linkCertificateArn =
  'arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef';
const template = synthesizeStage();
const plain = synthesizeStage({ preferences: 'false' });
const proxied = synthesizeStage({ linkDomain, linkCertificateArn });

const find = (stage: StageTemplate, id: string) => stage.Resources[id]?.Properties ?? {};
const readVariables = (stage: StageTemplate, id: string) =>
  (find(stage, id)['Environment'] as { Variables: Record<string, unknown> }).Variables;
const senders = ['SendEmailFunctionAE964FDF', 'SendSmsFunctionD2E533A3', 'SendPushFunction05FF728D'];

describe('the public pages', () => {
  it('add nothing to a stage without them', () => {
    const added = Object.keys(template.Resources).filter((id) => plain.Resources[id] === undefined);
    expect(added.length).toBeGreaterThan(5);
    expect(added.filter((id) => !/Preferences/.test(id))).toEqual([]);
    expect(plain.Outputs).not.toHaveProperty('PublicUrl');
    expect(senders.map((id) => readVariables(plain, id)['PUBLIC_URL'])).toEqual(['', '', '']);
  });

  it('are reached by everyone, but only through the URL', () => {
    expect(find(template, 'ServePreferencesUrl')).toMatchObject({ AuthType: 'NONE' });
    expect(find(template, 'ServePreferencesUrl')).not.toHaveProperty('Cors');
    const open = listResources(template, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => Properties)
      .filter(({ Principal }) => Principal === '*');
    expect(open).toEqual([
      expect.objectContaining({ Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' }),
      expect.objectContaining({ Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true }),
    ]);
  });

  it('have their address in the senders and in the outputs, without a slash at its end', () => {
    const parts = { 'Fn::Split': ['/', { 'Fn::GetAtt': ['ServePreferencesUrl', 'FunctionUrl'] }] };
    const url = { 'Fn::Join': ['//', [{ 'Fn::Select': [0, parts] }, { 'Fn::Select': [2, parts] }]] };
    expect(template.Outputs['PublicUrl']?.Value).toEqual(url);
    for (const id of senders) expect(readVariables(template, id)['PUBLIC_URL']).toEqual(url);
  });

  it('reserve concurrency when the context says so', () => {
    expect(find(template, 'ServePreferencesFunction')).not.toHaveProperty('ReservedConcurrentExecutions');
    const reserved = synthesizeStage({ preferencesConcurrency: '20' });
    expect(find(reserved, 'ServePreferencesFunction')['ReservedConcurrentExecutions']).toBe(20);
  });
});

describe('a domain for links', () => {
  const distribution = find(proxied, 'LinkDistribution')['DistributionConfig'] as Record<string, unknown>;

  it('is served by CloudFront with TLS 1.2, every method, no cache and no redirect', () => {
    expect(distribution).toMatchObject({
      Aliases: [linkDomain],
      Enabled: true,
      IPV6Enabled: true,
      ViewerCertificate: {
        AcmCertificateArn: linkCertificateArn,
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
      DefaultCacheBehavior: {
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
        // AWS's managed policies CachingDisabled and AllViewerExceptHostHeader.
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
        ViewerProtocolPolicy: 'https-only',
      },
    });
    expect(distribution['Origins']).toEqual([
      expect.objectContaining({
        OriginCustomHeaders: [{ HeaderName: 'X-Percorso-Proxy', HeaderValue: proxyKey }],
        CustomOriginConfig: expect.objectContaining({
          OriginProtocolPolicy: 'https-only',
          OriginSSLProtocols: ['TLSv1.2'],
        }),
      }),
    ]);
  });

  it('is the address of links, and its target is an output', () => {
    for (const id of senders) expect(readVariables(proxied, id)['PUBLIC_URL']).toBe(`https://${linkDomain}`);
    expect(proxied.Outputs['PublicUrl']?.Value).toBe(`https://${linkDomain}`);
    expect(proxied.Outputs['LinkDomainTarget']?.Value).toEqual({
      'Fn::GetAtt': ['LinkDistribution', 'DomainName'],
    });
    expect(readVariables(proxied, 'ServePreferencesFunction')['PROXY_KEY']).toEqual(proxyKey);
    expect(readVariables(template, 'ServePreferencesFunction')['PROXY_KEY']).toBe('');
  });

  it.each([
    [{ linkDomain }, 'linkCertificateArn is required with linkDomain'],
    [{ linkCertificateArn }, 'linkDomain is required with linkCertificateArn'],
    [
      { linkDomain, linkCertificateArn, preferences: 'false' },
      'linkDomain has no effect while preferences=false',
    ],
    [{ linkDomain: 'Links.Example' }, 'linkDomain must be a domain in lower case'],
    [
      { linkDomain, linkCertificateArn: linkCertificateArn.replace('us-east-1', 'eu-south-1') },
      'linkCertificateArn must be the ARN of an ACM certificate in us-east-1',
    ],
  ])('is refused when it is incomplete: %j', (context, problem) => {
    expect(() => synthesizeStage(context)).toThrow(ContextInvalidError);
    expect(() => synthesizeStage(context)).toThrow(problem);
  });
});
