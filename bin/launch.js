'use strict';

/**
 * Starts a command of dist/. CommonJS, because two things must happen before the first ES module is loaded: loading one is what makes a lone `--version`, which scripts
 * ask often, half as slow again as node itself; and libuv's thread pool takes its size then.
 */
module.exports = function launch(command) {
  const args = process.argv.slice(2);
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    printVersion();
    return;
  }
  // Where no other process can be started names are looked up on that pool, two at a time with its four threads: a dead name would hold up the others.
  process.env.UV_THREADPOOL_SIZE ??= '32';
  // Its place is the common temporary directory, where anybody could have laid code for root before us.
  if (process.geteuid?.() !== 0) require('node:module').enableCompileCache?.();
  import(`../dist/commands/${command}.js`).then(async ({ main }) => {
    process.exitCode = await main(args);
  });
};

function printVersion() {
  // A reader that has gone is no failure; anything else is "the output cannot be written".
  process.stdout.on('error', ({ code }) => {
    process.exitCode = code === 'EPIPE' ? 0 : 3;
  });
  process.stdout.write(`${require('../package.json').version}\n`);
}
