import { parseMirrorUrl } from '../../catalog/index.ts';
import { listBackups, newBackup } from '../../host/backup.ts';
import { isOwnHost, ownNames } from '../../host/own-address.ts';
import { authority } from '../../names/authority.ts';
import { packageInfo } from '../../package-info.ts';
import { parseReference } from '../../registry/reference.ts';
import { shown } from '../../registry/shown.ts';
import { redactProxy } from '../../registry/transport/proxy.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { writeNote } from '../../terminal/streams.ts';
import { bridgeAddress } from '../../use/install/bridge-address.ts';
import { type SeenEngine, seeEngine } from '../../use/install/see-engine.ts';
import { hasSystemd } from '../../use/install/units.ts';
import { askStatus } from '../../use/relay/ask-status.ts';
import { addressFor } from '../../use/relay/install/address.ts';
import {
  installedRelay,
  inTheWayOfRelay,
  putUp,
  rewriteUnits,
  SERVICE_FILE,
  SOCKET_FILE,
  takeDown,
} from '../../use/relay/install/service.ts';
import type { UnitOrder } from '../../use/relay/install/units.ts';
import { RUN_RELAY } from '../../use/relay/limits.ts';
import type { ServiceMessages } from '../../words/frame/messages.ts';
import type { InstallWords } from '../../words/relay/messages.ts';
import { mirrorApply, mirrorApplyServed } from '../apply/command.ts';
import { undoBackup } from '../apply/take-off.ts';
import { isAgreed } from '../frame/agreed.ts';
import type { CommandRun } from '../frame/command.ts';
import { parseProxyUrl } from '../frame/probe-options.ts';
import { programToServe, refusedToServe, type ServiceRefusal } from '../frame/service-program.ts';
import { type StopSignal, stopOnSignals } from '../frame/signals.ts';
import { failureSentence, failureStatus } from '../frame/survey-sentences.ts';
import { activation } from './activation.ts';
import type { InstallSettings } from './command.ts';
import { reportedMirrors } from './reported-mirrors.ts';

/** `mirror-relay install`: the service first, the engine when it serves; what fails takes all of it back. */
export async function install(settings: InstallSettings, command: CommandRun<'relay'>): Promise<number> {
  const { words, lang } = command;
  const told = words.relay.install;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const refused = await refusal(told, words.frame.service);
  if (refused !== null) {
    say(refused.sentence);
    return refused.code;
  }
  const program = await programToServe('mirror-relay', words.frame.service);
  if (program.kind === 'refusal') {
    say(program.sentence);
    return program.code;
  }
  const engine = await seeEngine('docker');
  // Why there is none is told by who configures it.
  if (engine === null)
    return await mirrorApply(['--lang', lang, '--dry-run', '--no-probe', 'https://relay.invalid']);
  const { listen } = settings;
  const address = listen === null ? addressFor(engine.version, bridgeAddress()) : { ...listen, own: false };
  const port = listen?.port ?? settings.port;
  const url = `http://${authority(address.host, port)}`;
  if (listen !== null && !isOwnHost(listen.host, await ownNames())) {
    say(told.notOurs(listen.host));
    return 3;
  }
  const order: UnitOrder = {
    command: [...program.command, 'run', ...settings.args],
    address,
    port,
    environment: settings.proxy === null ? engine.proxies : onlyProxy(settings.proxy),
    homepage: packageInfo().homepage,
    backup: null,
  };
  say(told.plan(SERVICE_FILE, SOCKET_FILE, url, cleanText(engine.file)));
  if (engine.noProxy(url) !== null) say(told.planNoProxy(address.host));
  if (settings.dryRun) return 0;
  const stop = stopOnSignals(() => say(words.frame.note.stopping));
  try {
    if (!(await isAgreed(told.question, settings, stop.signal))) {
      say(words.frame.service.noConsent);
      return stop.exitCode ?? 6;
    }
    const mirrors = settings.report === null ? null : await reportedMirrors(settings.report, command, stop);
    if (mirrors !== null && 'kind' in mirrors) {
      say(failureSentence(mirrors, words));
      return failureStatus(mirrors);
    }
    if (mirrors?.length === 0) {
      say(words.relay.note.noMirror('docker.io', null));
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

/** As it may be shown; null: none. */
function proxyIn({
  HTTPS_PROXY,
  https_proxy,
  HTTP_PROXY,
  http_proxy,
}: UnitOrder['environment']): string | null {
  const url = parseProxyUrl(HTTPS_PROXY ?? https_proxy ?? HTTP_PROXY ?? http_proxy ?? '');
  return url === null ? null : redactProxy(url);
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
  say(told.waiting(url, !settings.named));
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
    const proxy = proxyIn(order.environment);
    if (proxy !== null) say(told.throughProxy(proxy));
    return await putBack(4);
  }
  const best = (await askStatus(url))?.mirrors.find(
    (mirror) => mirror.state === 'fit' && parseMirrorUrl(mirror.url).ok,
  );
  const before = await listBackups(engine.file);
  const code = await mirrorApplyServed([
    ...['--lang', lang, '--yes', '--no-probe', '--replace', '--top', '2', '--engine', 'docker'],
    ...activation(settings.activate),
    ...(engine.noProxy(url) ?? []),
    url,
    ...(best === undefined ? [] : [best.url]),
  ]);
  // 5: the engine may still ask the relay.
  if (code !== 0) return code === 5 ? code : await putBack(code);
  const backup = await newBackup(engine.file, before);
  if (await rewriteUnits({ ...order, backup })) {
    const isRunning = (await seeEngine('docker'))?.isRunning ?? true;
    say(isRunning ? told.done(url) : told.doneStopped(url));
    return 0;
  }
  // Nobody would know later what to take back.
  const undone =
    backup === null
      ? 0
      : await undoBackup({ engine: 'docker', registry: 'docker.io' }, backup, [
          '--lang',
          lang,
          '--yes',
          ...activation(settings.activate),
        ]);
  return undone === 0 ? await putBack(3) : undone;
}

async function refusal(told: InstallWords, service: ServiceMessages): Promise<ServiceRefusal | null> {
  if (process.platform !== 'linux' || !(await hasSystemd()))
    return { kind: 'refusal', sentence: told.noSystemd, code: 3 };
  const refused = await refusedToServe(service);
  if (refused !== null) return refused;
  const foreign = await inTheWayOfRelay();
  if (foreign.length > 0) return { kind: 'refusal', sentence: service.foreign(foreign), code: 3 };
  return (await installedRelay()) === null ? null : { kind: 'refusal', sentence: told.already, code: 0 };
}
