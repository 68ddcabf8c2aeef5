#!/usr/bin/env node
import { runPercorso } from './run-percorso.ts';
/** The `percorso` command. */
import { createProcessTerminal } from './terminal.ts';

process.exitCode = await runPercorso(process.argv.slice(2), createProcessTerminal());
