import { KiB, MiB } from '../limits.ts';

/** Programs that we run: service managers, `dockerd --validate`, cp, chcon. */
export const RUN: Readonly<Record<'timeoutMs' | 'outputBytes' | 'accountBytes' | 'lastWordsMs', number>> = {
  /** systemd itself gives a unit 90 s to start; the callers that start one say more. */
  timeoutMs: 30_000,
  /** `journalctl -n` and `systemctl show` stay far under it. */
  outputBytes: 1024 * KiB,
  /** `getent passwd`: some 100 bytes an account, of which a directory may have 100,000. */
  accountBytes: 16 * MiB,
  /** From the end of a program to the closing of its pipes, which a daemon it left behind may hold. */
  lastWordsMs: 200,
};

/** The user's machine: files we replace, their backups, our locks. */
export const HOST: Readonly<
  Record<
    | 'configBytes'
    | 'recordBytes'
    | 'backupsKept'
    | 'settingsBytes'
    | 'trustBytes'
    | 'serviceMs'
    | 'validateMs'
    | 'logLines'
    | 'logTailBytes',
    number
  >
> = {
  /** The largest configuration file that is read; a real daemon.json has a few KiB. */
  configBytes: 16 * MiB,
  /** A record or backup holds at most three such files twice, before and after, in base64, with room for what stands around them. */
  recordBytes: 136 * MiB,
  /** Backups kept beside a file. */
  backupsKept: 10,
  /** A unit, a drop-in, /etc/default/docker. */
  settingsBytes: 1 * MiB,
  /** Certificates in one file, read as root: a distribution's whole bundle has a quarter of a MiB. */
  trustBytes: 8 * MiB,
  /** A restart: stopping containers takes 10 s each at worst, in parallel; systemd gives up on a stop after 90 s. */
  serviceMs: 180_000,
  /** `dockerd --validate` takes 50 to 100 ms; an unprivileged start not much more. */
  validateMs: 15_000,
  /** Of an engine's own log, shown when it does not come back. */
  logLines: 50,
  /** Read from the end of a log file: 50 lines, stack traces among them. */
  logTailBytes: 256 * KiB,
};

/** Which sockets are bound to which files, by ss(8). */
export const SS: Readonly<Record<'spellings' | 'paths' | 'pathsAtOnce' | 'outputBytes', number>> = {
  /** Of one path, that sockets are looked at by: an engine's goes by one or two, and each is held against each socket of the machine. */
  spellings: 64,
  /** All that one process listens on: an engine has some ten. Whoever can write lines into the list of sockets can write thousands. */
  paths: 512,
  /** A path has at most 108 bytes (unix(7)), and an argument 128 KiB. */
  pathsAtOnce: 256,
  /** Some 150 bytes a socket; anybody may make many by one name, each of them a file descriptor. */
  outputBytes: 64 * MiB,
};

/** A named pipe that nobody reads yet. */
export const PIPE: Readonly<Record<'pollMs', number>> = {
  /** Nobody notices it, and it costs nothing. */
  pollMs: 50,
};

/** Ids of which the process that talks to mirrors gets one. */
export const LONE_ID: Readonly<Record<'first' | 'count' | 'tries' | 'askMs', number>> = {
  /**
   * Above what systemd gives to containers (to 1,879,048,191) and SSSD to accounts of a domain (to 2,000,200,000), below systemd's
   * foreign ids (from 2,147,352,576) and 2^31, from where on FreeIPA delegates and old programs go wrong: https://systemd.io/UIDS-GIDS/
   */
  first: 2_050_000_000,
  /** So many that none can be foretold, or all be taken. */
  count: 16_777_216,
  /** One that is drawn is free unless somebody has built his accounts there. */
  tries: 8,
  /** For a directory of accounts, which may be out of reach together with the mirrors. */
  askMs: 1_000,
};

/** How names are looked up. */
export const NAMES: { readonly atOnce: number } = {
  /**
   * More mirrors than are asked at once, with as many silent names of earlier ones: of each a thread hangs for 10 s and more.
   * A thread costs some 20 KiB.
   */
  atOnce: 128,
};

/** The process that talks to mirrors when we are root. */
export interface ChildLimits {
  readonly messageBytes: number;
  readonly bytes: number;
  readonly chunkBytes: number;
  readonly beatMs: number;
  readonly silenceMs: number;
  readonly graceMs: number;
  readonly detailChars: number;
}

export const CHILD: ChildLimits = {
  /** One message speaks of one mirror: some 2 KiB, and 150 bytes of each image that was asked for. */
  messageBytes: 64 * KiB,
  /** All that it says in its life: a report of 1,000 mirrors has 2 MiB, a list at most 4 and a third more in base64. */
  bytes: 16 * MiB,
  /** Of a fetched list in one message: in base64 and with what stands around it well under `messageBytes`. */
  chunkBytes: 8 * KiB,
  /** A sign of life. */
  beatMs: 1_000,
  /** Without one for this long it hangs; before the first one it loads its code, which a cold network disk makes slow. */
  silenceMs: 20_000,
  /** From the request to end to the end: reports are sent, connections closed. */
  graceMs: 3_000,
  /** Of what it wrote before it could be trusted no more: a stack trace. */
  detailChars: 2_000,
};

export const ACCESS_LIST: Readonly<Record<'perCall', number>> = {
  /** Paths that ls(1) is asked of at once: at 4 KiB each they fit into what the kernel hands over, 2 MiB (execve(2)). */
  perCall: 256,
};
