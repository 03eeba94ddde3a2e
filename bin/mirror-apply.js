#!/usr/bin/env node
'use strict';

// Names are resolved on libuv's thread pool, two at a time with its four threads: a dead name would hold up the others and falsify their times.
// The pool takes its size at first use, and loading an ES module is a use: hence a CommonJS shim.
process.env.UV_THREADPOOL_SIZE ??= '32';
// Its place is the common temporary directory, where anybody could have laid code for root before us.
if (process.geteuid?.() !== 0) require('node:module').enableCompileCache?.();
import('../dist/commands/mirror-apply.js').then(async ({ main }) => {
  process.exitCode = await main(process.argv.slice(2));
});
