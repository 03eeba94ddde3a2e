import { parseMirrorUrl } from '../../catalog/index.ts';
import { listBackups } from '../../host/backup.ts';
import { callerOfSudo, checkOwnCode } from '../../host/own-code.ts';
import { ownCode } from '../../host/own-code-parts.ts';
import { packageInfo } from '../../package-info.ts';
import { parseReference } from '../../registry/reference.ts';
import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { askYesNo, canAsk } from '../../terminal/prompt.ts';
import { writeNote } from '../../terminal/streams.ts';
import { bridgeAddress } from '../../use/install/bridge-address.ts';
import { type SeenEngine, seeEngine } from '../../use/install/see-engine.ts';
import { serviceProgram } from '../../use/install/service-program.ts';
import { hasSystemd } from '../../use/install/units.ts';
import { askStatus } from '../../use/relay/ask-status.ts';
import { addressFor } from '../../use/relay/install/address.ts';
import {
  installedRelay,
  putUp,
  rewriteUnits,
  SERVICE_FILE,
  SOCKET_FILE,
  takeDown,
} from '../../use/relay/install/service.ts';
import type { UnitOrder } from '../../use/relay/install/units.ts';
import { RUN_RELAY } from '../../use/relay/limits.ts';
import type { InstallWords } from '../../words/relay/messages.ts';
import { mirrorApply } from '../apply/command.ts';
import type { CommandRun } from '../frame/command.ts';
import { copyForRoot } from '../frame/copy-for-root.ts';
import { installCommand, releasesPage } from '../frame/installed-program.ts';
import { type StopSignal, stopOnSignals } from '../frame/signals.ts';
import { failureSentence, failureStatus } from '../frame/survey-sentences.ts';
import type { InstallSettings } from './command.ts';
import { reportedMirrors } from './reported-mirrors.ts';
import { undoApply } from './undo-apply.ts';

/** `mirror-relay install`: the service first, the engine when it serves; what fails takes all of it back. */
export async function install(settings: InstallSettings, command: CommandRun<'relay'>): Promise<number> {
  const { words, lang } = command;
  const told = words.relay.install;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const refused = await refusal(told);
  if (refused !== null) {
    say(refused.sentence);
    return refused.code;
  }
  const program = serviceProgram('mirror-relay');
  if (program.kind === 'passing') {
    say(told.passing(cleanText(program.path), installCommand({ sudo: true })));
    return 3;
  }
  const engine = await seeEngine('docker');
  // Why there is none is told by who configures it.
  if (engine === null)
    return await mirrorApply(['--lang', lang, '--dry-run', '--no-probe', 'https://relay.invalid']);
  const { listen } = settings;
  const address = listen === null ? addressFor(engine.version, bridgeAddress()) : { ...listen, own: false };
  const port = listen?.port ?? settings.port;
  const url = `http://${address.host}:${port}`;
  const order: UnitOrder = {
    command: [...program.command, 'run', ...settings.args],
    address,
    port,
    environment: settings.proxy === null ? engine.proxies : onlyProxy(settings.proxy),
    homepage: packageInfo().homepage,
    backup: null,
  };
  say(told.plan(SERVICE_FILE, SOCKET_FILE, url, cleanText(engine.file)));
  if (settings.dryRun) return 0;
  const stop = stopOnSignals(() => say(words.frame.note.stopping));
  try {
    if (!settings.yes && !(settings.input && canAsk() && (await askYesNo(told.question, stop.signal)))) {
      say(told.noConsent);
      return stop.exitCode ?? 6;
    }
    const mirrors = settings.report === null ? null : await reportedMirrors(settings.report, command, stop);
    if (mirrors !== null && 'kind' in mirrors) {
      say(failureSentence(mirrors, words));
      return failureStatus(mirrors);
    }
    if (mirrors?.length === 0) {
      say(words.relay.note.noMirror('docker.io'));
      return 1;
    }
    return await carryOut(order, url, engine, settings, { told, say, lang, stop, mirrors });
  } finally {
    stop.release();
  }
}

function onlyProxy({ href }: URL): Readonly<Record<string, string>> {
  return { HTTP_PROXY: href, HTTPS_PROXY: href };
}

interface Carrying {
  readonly told: InstallWords;
  readonly say: (line: string) => void;
  readonly lang: string;
  readonly stop: StopSignal;
  readonly mirrors: readonly string[] | null;
}

async function carryOut(
  order: UnitOrder,
  url: string,
  engine: SeenEngine,
  settings: InstallSettings,
  { told, say, lang, stop, mirrors }: Carrying,
): Promise<number> {
  const putBack = async (code: number): Promise<number> => {
    say((await takeDown()) ? told.putBack : told.notPutBack);
    return code;
  };
  say(told.waiting(url));
  const image = parseReference(settings.image);
  if (!image.ok) throw new Error(`no image: ${settings.image}`);
  const up = await putUp(order, {
    image: image.value,
    withinMs: settings.named ? RUN_RELAY.serveNamedMs : RUN_RELAY.serveMs,
    mirrors,
    signal: stop.signal,
  });
  if (stop.exitCode !== null) return await putBack(stop.exitCode);
  if (up.kind === 'failed') {
    say(told.notServing);
    for (const line of up.lines) say(`  ${cleanText(line, 400)}`);
    return await putBack(4);
  }
  const best = (await askStatus(url))?.mirrors.find(
    (mirror) => mirror.state === 'fit' && parseMirrorUrl(mirror.url).ok,
  );
  const before = await listBackups(engine.file);
  const code = await mirrorApply([
    ...['--lang', lang, '--yes', '--no-probe', '--replace', '--top', '2', '--engine', 'docker'],
    ...(engine.noProxy(url) ?? []),
    url,
    ...(best === undefined ? [] : [best.url]),
  ]);
  // 5: the engine may still ask the relay.
  if (code !== 0) return code === 5 ? code : await putBack(code);
  const after = await listBackups(engine.file);
  const [backup = null] =
    'kind' in after ? [] : after.filter((id) => 'kind' in before || !before.includes(id));
  if (await rewriteUnits({ ...order, backup })) {
    say(told.done(url));
    return 0;
  }
  // Nobody would know later what to take back.
  const undone = backup === null ? 0 : await undoApply(lang, backup, ['--yes']);
  return undone === 0 ? await putBack(3) : undone;
}

async function refusal(
  told: InstallWords,
): Promise<{ readonly sentence: string; readonly code: number } | null> {
  if (process.platform !== 'linux' || !(await hasSystemd())) return { sentence: told.noSystemd, code: 3 };
  if (process.geteuid?.() !== 0) return { sentence: told.needsRoot, code: 6 };
  const safety = checkOwnCode(ownCode(), callerOfSudo(process.env));
  if (safety.kind !== 'safe') {
    const copy = await copyForRoot(safety);
    return { sentence: told.unsafe(cleanText(safety.path), copy, releasesPage()), code: 3 };
  }
  return (await installedRelay()) === null ? null : { sentence: told.already, code: 0 };
}
