/** Runs before each test file; a hook in a shared module would be registered for the first file only. */
import { afterAll } from 'vitest';
import { removeAppFolders } from './app-folders.ts';

afterAll(removeAppFolders);
