import { ACCESS_ROWS } from './access.ts';
import { ANSWER_ROWS } from './answer.ts';
import { BUILD_ROWS } from './build.ts';
import { CERTIFICATE_ROWS } from './certificate.ts';
import { COMMAND_ROWS } from './command.ts';
import { CONNECTION_ROWS } from './connection.ts';
import { CONTAINER_ROWS } from './container.ts';
import { CURL_ROWS } from './curl.ts';
import { ENGINE_ROWS } from './engine.ts';
import { IMAGE_ROWS } from './image.ts';
import { NAME_ROWS } from './names.ts';
import { PROXY_ROWS } from './proxy.ts';
import type { PhraseRow } from './row.ts';
import { STATE_ROWS } from './state.ts';

/**
 * The forms in which Go's libraries, the engines and what is built upon them tell what went wrong; the words of Go are those of net, net/http, crypto/x509 and syscall. Several
 * stand in one text, since each layer puts its own words in front: the most telling comes first, and what is no pull before all, since it is told in the words of a pull as well.
 */
export const ROWS: readonly PhraseRow[] = [
  /** A command of a build, its files. */
  ...BUILD_ROWS,
  /** The engine's process and the machine that it runs on: disk, memory, its own start. */
  ...ENGINE_ROWS,
  /** A container that does not start. */
  ...CONTAINER_ROWS,
  /** What was typed, the client and its settings, the way to the engine. */
  ...COMMAND_ROWS,
  ...CURL_ROWS,
  /** A name that is none, a platform, another kind of artifact. */
  ...IMAGE_ROWS,
  /** Limits, lists, logins. */
  ...ACCESS_ROWS,
  ...CERTIFICATE_ROWS,
  ...PROXY_ROWS,
  ...NAME_ROWS,
  /** What came, and is not what was asked for. */
  ...ANSWER_ROWS,
  /** Nothing came. */
  ...CONNECTION_ROWS,
  /** Only that it failed. */
  ...STATE_ROWS,
];
