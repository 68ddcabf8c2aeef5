#!/usr/bin/env node
/** The `percorso` command. */

import { runPercorso } from './run-percorso.ts';
import { createProcessTerminal } from './terminal/terminal.ts';

process.exitCode = await runPercorso(process.argv.slice(2), createProcessTerminal());
