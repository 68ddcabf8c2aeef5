/** The sample of docs/push.md for React Native compiles against the types of the modules that it imports. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** As `@react-native-firebase/messaging` 23 and `react-native` declare what the sample uses. */
const modules = `
declare module '@react-native-firebase/messaging' {
  interface Messaging { readonly app: object }
  interface RemoteMessage { messageId?: string; data?: { [key: string]: string | object } }
  export function getMessaging(app?: object): Messaging;
  export function getToken(messaging: Messaging, options?: { appName?: string; senderId?: string }): Promise<string>;
  export function onTokenRefresh(messaging: Messaging, listener: (token: string) => unknown): () => void;
  export function onNotificationOpenedApp(messaging: Messaging, listener: (message: RemoteMessage) => unknown): () => void;
  export function getInitialNotification(messaging: Messaging): Promise<RemoteMessage | null>;
  export function requestPermission(messaging: Messaging, permissions?: object): Promise<-1 | 0 | 1 | 2 | 3>;
}
declare module 'react-native' {
  export const Linking: { openURL(url: string): Promise<unknown> };
  export const Platform: {
    readonly OS: 'ios' | 'android' | 'macos' | 'windows' | 'web';
    readonly Version: string | number;
  };
  export const PermissionsAndroid: {
    readonly PERMISSIONS: { readonly POST_NOTIFICATIONS: 'android.permission.POST_NOTIFICATIONS' };
    request(permission: 'android.permission.POST_NOTIFICATIONS'): Promise<'granted' | 'denied' | 'never_ask_again'>;
  };
}
`;
const report = `
export declare function report(
  name: 'Device Registered' | 'Signed Out' | 'Push Notification Tapped',
  properties: { 'percorso-message'?: string; 'percorso-profile'?: string },
  device: { type: string; token?: string },
): void;
`;
const options = {
  compilerOptions: {
    ...{ strict: true, noEmit: true, noUnusedLocals: true, exactOptionalPropertyTypes: true },
    ...{ module: 'esnext', moduleResolution: 'bundler', target: 'es2022', lib: ['es2022'], types: [] },
  },
};

let folder = '';
let sample = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'percorso-sample-'));
  const page = await readFile(new URL('../../docs/push.md', import.meta.url), 'utf8');
  sample = /### React Native.*?```ts\n(.*?)```/s.exec(page)?.[1] ?? '';
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options));
  await writeFile(join(folder, 'modules.d.ts'), modules);
  await writeFile(join(folder, 'report.ts'), report);
});
afterAll(() => rm(folder, { recursive: true }));

async function compile(text: string): Promise<string> {
  await writeFile(join(folder, 'sample.ts'), text);
  const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  return stdout + stderr;
}

it('compiles', async () => {
  expect(sample).toContain('getInitialNotification');
  expect(await compile(sample)).toBe('');
});

it('does not compile with a function that the module does not have, or a payload that is no text', async () => {
  expect(await compile(sample.replaceAll('onTokenRefresh', 'onTokenChange'))).toContain('onTokenChange');
  expect(await compile(sample.replace("typeof url === 'string'", 'url'))).toContain("type 'string'");
});
