import { KiB, MiB } from '../limits.ts';

/** What is read of a text that somebody pasted. */
export const PASTED: Readonly<
  Record<'stdinBytes' | 'tailChars' | 'headChars' | 'aroundChars' | 'excerptChars', number>
> = {
  /** A build's whole log; what comes behind it is not waited for. */
  stdinBytes: 64 * MiB,
  /** Tools write their error last: so much of the end is searched, and is kept of a long text. */
  tailChars: 16 * KiB,
  /** And where nothing is found there, so much of the beginning. */
  headChars: 16 * KiB,
  /** Before and behind a phrase: names of certificates and addresses with signatures are the longest. */
  aroundChars: 4 * KiB,
  /** Of a text that could not be read, shown so that the user sees what was taken for it. */
  excerptChars: 120,
};

/** What is asked of hosts and mirrors. */
export const ASKED: {
  readonly namesMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
  readonly endpointMs: number;
  readonly deadlineMs: number;
  readonly requests: number;
  readonly deepRequests: number;
  readonly hosts: number;
  readonly endpoints: number;
  readonly addresses: number;
  readonly platforms: number;
} = {
  /** A resolver that did not answer after this long makes each pull wait for it; glibc itself asks again after 5 s. */
  namesMs: 6_000,
  /** A SYN that was lost is sent again after 1 s and after 3 s. */
  connectMs: 4_000,
  /** Two round trips and a signature, on a satellite link under loss. */
  tlsMs: 5_000,
  /** All of one mirror: as long as `mirror-check` gives it. */
  endpointMs: 15_000,
  /** All of it: a host's name, connection and two handshakes, one after another, with room for a slow machine. */
  deadlineMs: 35_000,
  /** Of a mirror, to see whether it serves the tag: a challenge, its token, the tag. One without a challenge gives its manifest too, and to containerd its config. */
  requests: 3,
  /** Where the user names an image, or a text that speaks of blobs: its manifests, its config and, of a mirror, a short layer as well, and one to spare for a redirect. */
  deepRequests: 8,
  /** Hosts that are looked at one by one. */
  hosts: 8,
  /** Mirrors; an engine with more than these waits longer for them than anybody does. */
  endpoints: 32,
  /** Of one host, told. */
  addresses: 8,
  /** Of one index, told. */
  platforms: 64,
};

/** When a disk counts as full. */
export const DISK: Readonly<Record<'leastBytes' | 'leastInodes' | 'lowBytes', number>> = {
  /** The smallest images have some MiB, and an engine unpacks beside what it downloads. */
  leastBytes: 64 * MiB,
  /** A small image has some hundred files. */
  leastInodes: 500,
  /** Worth a word: an ordinary image may not fit. */
  lowBytes: 1024 * MiB,
};

/** When an engine's process can open nothing more. */
export const FILES: Readonly<Record<'least', number>> = {
  /** A pull takes at once: the connection of who asks for it, one to each of three layers, and their files. */
  least: 8,
};

/** When a download stands still. */
export const DOWNLOADS: Readonly<Record<'waitingMs' | 'most', number>> = {
  /** Without a byte for so long: six attempts of 30 s each, with the classic store's pauses of 5, 10, 15, 20 and 25 s between them, are over before. */
  waitingMs: 5 * 60_000,
  /** Unfinished files that are looked at: three are downloaded at a time, and each image has some that wait to be unpacked. */
  most: 256,
};

/** When a clock counts as wrong. */
export const CLOCK: Readonly<Record<'wrongMs', number>> = {
  /** Certificates are made for days and back-dated by an hour; a `Date` is as old as its cache. */
  wrongMs: 10 * 60_000,
};
