import type { Evidence } from '../../words/doctor/cause.ts';
import { lacks } from '../disk.ts';
import { type Case, type Explained, explained, restartOf, saidBy } from '../explained.ts';
import { DOWNLOADS } from '../limits.ts';

/** The engine, its files, the disk. Pure. */
export function ofMachine(on: Case): readonly Explained[] {
  return [
    ...brokenFile(on),
    ...engineState(on),
    ...disk(on),
    ...standing(on),
    ...notInForce(on),
    ...otherFile(on),
    ...website(on),
  ];
}

function brokenFile(on: Case): readonly Explained[] {
  const { seen, told } = on;
  const file = fileOf(on);
  if (file === null) return [];
  const isDown = seen.engine.kind === 'down';
  const counts = isDown || told?.symptom.kind === 'daemon-config' || isStuck(on);
  const certainty = counts ? 'proven' : 'possible';
  if (file.problem !== null) {
    const { line, column } = file.problem;
    const place = { path: file.path, line, column };
    const evidence: Evidence = { look: 'files', kind: 'file', ...place };
    return [explained({ kind: 'file-broken', ...place }, certainty, [evidence, silence(on), saidBy(on)])];
  }
  if (file.refused === null) return [];
  const what = { path: file.path, what: file.refused };
  const evidence: Evidence = { look: 'files', kind: 'file-says', ...what };
  return [explained({ kind: 'file-refused', ...what }, certainty, [evidence, silence(on), saidBy(on)])];
}

/** The pull fails, and mirrors stand in a file that the engine did not take. */
function isStuck(on: Case): boolean {
  const { engine } = on.seen;
  return (
    on.replay?.kind === 'fails' && engine.kind === 'engine' && (engine.examined.mirrors ?? []).length === 0
  );
}

function silence({ seen: { engine } }: Case): Evidence | null {
  if (engine.kind !== 'down') return null;
  // Where its manager listens in its place it was not asked: that would have started it.
  if (engine.examined?.asked === false) return { look: 'engine', kind: 'engine-stopped' };
  return { look: 'engine', kind: 'engine-silent', endpoint: engine.endpoint };
}

function engineState(on: Case): readonly Explained[] {
  const { seen, told } = on;
  const { engine, subject } = seen;
  switch (engine.kind) {
    case 'down': {
      const { endpoint, startCommand: start } = engine;
      return [explained({ kind: 'engine-down', endpoint, start }, 'proven', [silence(on), saidBy(on)])];
    }
    case 'nobody-there': {
      const { endpoint, variable } = engine;
      const evidence: Evidence = { look: 'engine', kind: 'engine-silent', endpoint };
      return [explained({ kind: 'wrong-endpoint', endpoint, variable }, 'proven', [evidence, saidBy(on)])];
    }
    case 'absent':
      // A text may come from another machine.
      return subject.kind === 'text' && told?.symptom.kind !== 'no-daemon'
        ? []
        : [explained({ kind: 'no-engine' }, 'proven', [saidBy(on)])];
    case 'not-permitted': {
      if (told?.symptom.kind !== 'no-permission') return [];
      const evidence: Evidence = { look: 'engine', kind: 'socket-closed', endpoint: engine.endpoint };
      return [
        explained({ kind: 'no-permission', endpoint: engine.endpoint }, 'proven', [evidence, saidBy(on)]),
      ];
    }
    case 'foreign': {
      const { endpoint, variable, how } = engine;
      if (how === null) return [];
      const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : endpoint;
      const evidence: Evidence = { look: 'engine', kind: 'host', host, how };
      // Another text may come from another machine.
      const certainty = told === null || told.symptom.kind === 'no-daemon' ? 'proven' : 'likely';
      return [explained({ kind: 'wrong-endpoint', endpoint, variable }, certainty, [evidence, saidBy(on)])];
    }
    case 'engine':
    case 'other':
    case 'unseen':
      return [];
    default:
      return engine satisfies never;
  }
}

function disk(on: Case): readonly Explained[] {
  const { told, seen } = on;
  const { disk: space } = seen.machine;
  const isTold = told?.symptom.kind === 'disk-full';
  if (space === null) {
    if (told?.symptom.kind === 'read-only') {
      return [explained({ kind: 'read-only', root: told.symptom.path }, 'likely', [saidBy(on)])];
    }
    return isTold
      ? [explained({ kind: 'disk-full', root: null, what: 'bytes' }, 'likely', [saidBy(on)])]
      : [];
  }
  const { root, readOnly, freeBytes, freeInodes } = space;
  if (readOnly) {
    return [
      explained({ kind: 'read-only', root }, 'proven', [
        { look: 'engine', kind: 'read-only', root },
        saidBy(on),
      ]),
    ];
  }
  const what = lacks(space);
  if (what === null) return [];
  const evidence: Evidence = { look: 'engine', kind: 'disk', root, freeBytes, freeInodes };
  return [explained({ kind: 'disk-full', root, what }, 'proven', [evidence, saidBy(on)])];
}

/** A download that was begun and had no byte: its mirror may be well by now, or gone. Of which image it is, the engine does not tell. */
function standing(on: Case): readonly Explained[] {
  const { waitingMs } = on.seen.machine;
  if (waitingMs === null || waitingMs < DOWNLOADS.waitingMs) return [];
  const minutes = Math.floor(waitingMs / 60_000);
  const evidence: Evidence = { look: 'engine', kind: 'empty-download', minutes };
  const cause = { kind: 'download-stands', minutes, restart: restartOf(on) } as const;
  return [
    explained(cause, on.told === null || on.told.symptom.kind === 'stalls' ? 'likely' : 'possible', [
      evidence,
      saidBy(on),
    ]),
  ];
}

function notInForce(on: Case): readonly Explained[] {
  const { engine } = on.seen;
  const file = fileOf(on);
  if (engine.kind !== 'engine' || file === null || file.mirrors === null || file.refused !== null) return [];
  const { mirrors, hostsToml, reloadCommand } = engine.examined;
  if (mirrors === null || isSame(file.mirrors, mirrors) || hostsToml?.takesOver === true) return [];
  const certainty = on.replay?.kind === 'fails' && file.mirrors.length > 0 ? 'proven' : 'possible';
  const evidence: Evidence = {
    look: 'files',
    kind: 'file-lists',
    path: file.path,
    file: file.mirrors,
    inForce: mirrors,
  };
  const changed: Evidence | null =
    file.changedSince === true ? { look: 'files', kind: 'changed-since', path: file.path } : null;
  const cause = { kind: 'file-not-in-force', path: file.path, command: reloadCommand } as const;
  return [explained(cause, certainty, [evidence, changed, saidBy(on)])];
}

/** The engine shows each with one slash behind it. */
function isSame(file: readonly string[], inForce: readonly string[]): boolean {
  const plain = (mirrors: readonly string[]): string =>
    [...new Set(mirrors.map((mirror) => mirror.replace(/\/$/, '')))].join('\n');
  return plain(file) === plain(inForce);
}

function otherFile(on: Case): readonly Explained[] {
  const { seen } = on;
  const [edited] = seen.machine.strayFiles;
  if (edited === undefined) return [];
  const { engine } = seen;
  const read = engine.kind === 'foreign' ? engine.file : (fileOf(on)?.path ?? null);
  const command = engine.kind === 'foreign' ? engine.command : null;
  const certainty = on.replay?.kind === 'fails' && on.mirrors.length === 0 ? 'likely' : 'possible';
  const evidence: Evidence = { look: 'files', kind: 'file-says', path: edited, what: read ?? '' };
  return [explained({ kind: 'wrong-file', edited, read, command }, certainty, [evidence])];
}

/** docker.io is the name of a web site; the registry is registry-1.docker.io. */
function website(on: Case): readonly Explained[] {
  const { engine, node } = on.seen;
  const toml = engine.kind === 'engine' ? engine.examined.hostsToml : null;
  const path =
    toml !== null && namesWebsite(toml.text)
      ? toml.path
      : node?.server != null && namesWebsite(`server = "${node.server}"`)
        ? node.path
        : null;
  if (path === null) return [];
  const certainty = on.told?.symptom.kind === 'html' ? 'proven' : 'likely';
  const evidence: Evidence = { look: 'files', kind: 'file-says', path, what: 'https://docker.io' };
  return [explained({ kind: 'hosts-toml-website', path }, certainty, [evidence, saidBy(on)])];
}

function namesWebsite(toml: string): boolean {
  const lines = toml.split('\n').map((line) => line.replace(/[\s'"/]/g, ''));
  return lines.includes('server=https:docker.io') || lines.includes('server=https:www.docker.io');
}

type File = Extract<Case['seen']['engine'], { kind: 'engine' }>['examined']['file'];

function fileOf({ seen: { engine } }: Case): File | null {
  return 'examined' in engine ? (engine.examined?.file ?? null) : null;
}
