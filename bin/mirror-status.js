#!/usr/bin/env node
import module from 'node:module';

module.enableCompileCache?.();
const { main } = await import('../dist/commands/mirror-status.js');
process.exitCode = await main(process.argv.slice(2));
