/** A stage on the local cloud that is fit to send, with a DNS server and an unsubscribe endpoint that the test changes. */
import { generateKeyPairSync } from 'node:crypto';
import { PutEmailIdentityMailFromAttributesCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { expect } from 'vitest';
import type { FindingCode } from '../../../app/doctor/finding.ts';
import { type DnsServer, openDnsServer } from '../../harness/dns-server.ts';
import { type LoopbackServer, openLoopbackServer } from '../../harness/loopback-server.ts';
import { type CommandRun, runCommand } from '../../harness/run-command.ts';
import { makeEmail, makeOptOutPolicy } from '../../harness/sample-documents.ts';
import { openSession, type Session } from './session.ts';

export interface DoctorReport {
  readonly exitCode: number;
  readonly isFit: boolean;
  readonly findings: readonly {
    readonly code: FindingCode;
    readonly state: string;
    readonly found: string;
    readonly expected?: string;
    readonly remedy?: string;
  }[];
  /** Codes of what is not in order. */
  readonly bad: readonly FindingCode[];
}

export interface DoctorStage {
  readonly session: Session;
  readonly dns: DnsServer;
  readonly web: LoopbackServer;
  readonly ses: SESv2Client;
  readonly ssm: SSMClient;
  readonly sns: SNSClient;
  /** Further environment variables of the command. */
  readonly env: Map<string, string>;
  /** TXT records with a DKIM key of this length. */
  readonly keys: Readonly<Record<1024 | 2048, string>>;
  /** Deletes all data, and makes the stage fit to send again. */
  restore(): Promise<void>;
  run(...words: readonly string[]): Promise<CommandRun>;
  examine(...words: readonly string[]): Promise<DoctorReport>;
  /** What AWS decides on: `{ sandbox: true }`. */
  changeAccount(limits: Readonly<Record<string, unknown>>): Promise<void>;
  /** Publishes the policy with this line in addition. */
  publishPolicy(line: string): Promise<void>;
  /** Publishes a warm-up of the sending domain that starts today. */
  warmUp(first: number, factor: number): Promise<void>;
  /** As if the stage had been deployed with another setting: an output of the stack. */
  changeOutput(key: string, value: string): void;
  /** Alarms notify the topic with this ARN. */
  nameTopic(name: string): string;
  close(): Promise<void>;
}

export const domain = 'example.com';
export const mailFrom = `bounce.${domain}`;
export const tokens = ['token1', 'token2', 'token3'];

const documents = `
${makeOptOutPolicy('')}
---
${makeEmail('news', 'News')}
`;

export async function openDoctorStage(): Promise<DoctorStage> {
  const [session, dns, web] = await Promise.all([openSession(), openDnsServer(), openLoopbackServer()]);
  const { endpoint } = session.cloud;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = { endpoint, region: 'us-east-1', credentials };
  const [ses, ssm, sns] = [new SESv2Client(client), new SSMClient(client), new SNSClient(client)];
  const env = new Map<string, string>();
  const outputs = session.cloud.stack.outputs as { readonly key: string; value: string }[];
  const deployed = new Map(outputs.map(({ key, value }) => [key, value]));
  const keys = { 1024: makeKey(1024), 2048: makeKey(2048) };
  const run = (...words: readonly string[]) =>
    runCommand(['--endpoint', endpoint, ...words], {
      directory: '/',
      env: { PERCORSO_PUBLIC_URL: web.url, PERCORSO_DNS: dns.address, ...Object.fromEntries(env) },
    });

  const publishPolicy = async (line: string): Promise<void> => {
    const { exitCode, text } = await session.publish(
      documents.replace('kind: policy', `kind: policy\n${line}`),
    );
    expect(exitCode, text).toBe(0);
  };

  return {
    ...{ session, dns, web, ses, ssm, sns, env, keys, run },

    async restore() {
      await session.cloud.reset();
      await session.publish(documents);
      await session.percorso('links', 'rotate');
      await session.settle();
      const input = { EmailIdentity: domain, MailFromDomain: mailFrom };
      await ses.send(new PutEmailIdentityMailFromAttributesCommand(input));
      for (const each of [dns.aliases, dns.texts, dns.broken]) each.clear();
      for (const token of tokens) {
        dns.aliases.set(`${token}._domainkey.${domain}`, `${token}.dkim.amazonses.com`);
        dns.texts.set(`${token}.dkim.amazonses.com`, [keys[2048]]);
      }
      dns.texts.set('amazonses.com', ['v=spf1 ip4:199.255.192.0/22 -all']);
      dns.texts.set(mailFrom, ['other text', 'v=spf1 include:amazonses.com ~all']);
      dns.texts.set(`_dmarc.${domain}`, ['v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com']);
      env.clear();
      for (const output of outputs) output.value = deployed.get(output.key) ?? '';
      web.answers.length = 0;
      web.requests.length = 0;
    },

    async examine(...words) {
      const { exitCode, output, errors } = await run('--json', 'doctor', ...words);
      expect(errors).toBe('');
      const report = JSON.parse(output) as Pick<DoctorReport, 'isFit' | 'findings'>;
      const bad = report.findings.filter(({ state }) => state !== 'ok' && state !== 'skipped');
      return { ...report, exitCode, bad: bad.map(({ code }) => code) };
    },

    async changeAccount(limits) {
      const response = await fetch(`${endpoint}/_local/account`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(limits),
      });
      expect(response.status).toBe(200);
    },

    publishPolicy,

    async warmUp(first, factor) {
      const start = new Date(session.cloud.clock.now()).toISOString().slice(0, 10);
      const line = `warmUp: [{ domain: ${domain}, start: "${start}", first: ${first}, factor: ${factor} }]`;
      await publishPolicy(line);
    },

    changeOutput(key, value) {
      const output = outputs.find((each) => each.key === key);
      if (output === undefined) throw new RangeError(`The stack has no output ${key}`);
      output.value = value;
    },

    nameTopic(name) {
      const arn = `arn:aws:sns:us-east-1:000000000000:${name}`;
      env.set('PERCORSO_ALARM_TOPIC', arn);
      return arn;
    },

    async close() {
      ses.destroy();
      ssm.destroy();
      sns.destroy();
      await Promise.all([session.close(), dns.close(), web.close()]);
    },
  };
}

function makeKey(modulusLength: number): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return `p=${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`;
}
