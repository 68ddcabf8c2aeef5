/** The local cloud and package.json know no list of channels, and the command knows the stack by names: the compiler compares none of them. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { nameTransactionalQueue } from '../../cli/cloud/connect.ts';
import { channels } from '../../engine/model/channels.ts';
import { describeChannels } from '../../lib/channels.ts';
import { readContext } from '../../lib/context.ts';
import { capturedChannels } from '../../local/captured-channels.ts';
import { fullContext, synthesizeStage } from '../lib/synthesize-stage.ts';

const stage = synthesizeStage(fullContext);

it('captures the messages of every channel, and webhooks', () => {
  expect(Object.keys(capturedChannels)).toEqual([...channels, 'webhook']);
});

it.each(channels)('can send %s in the stage that npm run synth:local makes', (channel) => {
  expect(describeChannels(readLocalContext()).split(',')).toContain(channel);
});

it('receives what people reply by SMS in that stage, and answers it', () => {
  expect(readLocalContext()).toMatchObject({ smsInbound: 'true', smsOptOuts: 'own' });
});

function readLocalContext() {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const context = [...scripts['synth:local'].matchAll(/ -c (\w+)=("[^"]*"|\S+)/g)].map(
    ([, name, value]: RegExpMatchArray) => [name, value?.replaceAll('"', '')],
  );
  return readContext(Object.fromEntries(context));
}

it.each(channels)('names the queue of %s for the command as the stack does', (channel) => {
  expect(Object.keys(stage.Outputs)).toContain(nameTransactionalQueue(channel));
});
