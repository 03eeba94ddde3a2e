import { shown } from '../../registry/shown.ts';
import { writeNote } from '../../terminal/streams.ts';
import { enginesPointedAt } from '../../use/install/pointed.ts';
import { installedRelay, inTheWayOfRelay, standing, takeDown } from '../../use/relay/install/service.ts';
import { takeOff } from '../apply/take-off.ts';
import type { CommandRun } from '../frame/command.ts';
import { activation } from './activation.ts';
import type { UninstallSettings } from './command.ts';

/** `mirror-relay uninstall`: the engine first, which must not be left with an address where nobody is. */
export async function uninstall(
  { dryRun, yes, input, activate }: UninstallSettings,
  { words, lang }: CommandRun<'relay'>,
): Promise<number> {
  const told = words.relay.install;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  if (process.platform === 'linux' && process.geteuid?.() !== 0) {
    say(words.frame.service.needsRoot);
    return 6;
  }
  const foreign = process.platform === 'linux' ? await inTheWayOfRelay() : [];
  if (foreign.length > 0) {
    say(words.frame.service.foreign(foreign));
    return 3;
  }
  const installed = process.platform === 'linux' ? await installedRelay() : null;
  if (installed === null) {
    say(told.notInstalled);
    return 0;
  }
  const { url, backup } = installed;
  const addresses = { urls: [url], host: null };
  const consent = [...(yes ? ['--yes'] : []), ...(input ? [] : ['--no-input'])];
  const options = ['--lang', lang, ...(dryRun ? ['--dry-run'] : consent)];
  for (const pointed of await enginesPointedAt(addresses, ['docker.io'], ['docker'])) {
    const code =
      pointed.engine === 'docker'
        ? await takeOff(pointed, addresses, backup, [...options, ...activation(activate)])
        : await takeOff(pointed, addresses, null, options);
    if (code !== 0) return code;
  }
  if (dryRun) {
    say(told.planGone(await standing()));
    return 0;
  }
  const gone = await takeDown();
  say(gone ? told.gone : told.notPutBack);
  return gone ? 0 : 3;
}
