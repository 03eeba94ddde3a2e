import type { IncomingMessage, RequestOptions } from 'node:http';
import { ENGINE_API } from '../../limits.ts';
import type { Endpoint } from '../endpoint.ts';

/**
 * Why an engine's API did not answer.
 *
 * - `no-socket`, `refused`: nobody is there. `not-permitted`: the socket is for root and the group docker.
 * - `not-supported`: an endpoint that only the docker CLI can reach (ssh, or TLS with client certificates).
 */
export type ApiFailure = {
  readonly kind: 'api-failure';
  readonly code: 'no-socket' | 'refused' | 'not-permitted' | 'timed-out' | 'not-supported' | 'broken';
};

export interface ApiResponse {
  readonly kind: 'response';
  readonly status: number;
  /** Parsed JSON; null where the body was none. */
  readonly body: unknown;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Each line of a body that comes piece by piece, parsed; the response then has no body. */
  readonly onLine?: (value: unknown) => void;
}

/** One request to the Docker Engine API (https://docs.docker.com/reference/api/engine/). Never throws for what the engine does. */
export async function askEngine(
  endpoint: Endpoint,
  { method, path, timeoutMs = ENGINE_API.requestMs, signal, onLine }: ApiRequest,
): Promise<ApiResponse | ApiFailure> {
  const target = targetOf(endpoint);
  if (target === null) return { kind: 'api-failure', code: 'not-supported' };
  const limit = AbortSignal.timeout(timeoutMs);
  const end = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  try {
    const response = await send({ ...target, method, path, signal: end });
    const status = response.statusCode ?? 0;
    if (onLine !== undefined && status < 300) {
      await readLines(response, onLine);
      return { kind: 'response', status, body: null };
    }
    return { kind: 'response', status, body: parsed(await readBody(response)) };
  } catch (error) {
    if (limit.aborted) return { kind: 'api-failure', code: 'timed-out' };
    return { kind: 'api-failure', code: failureCode(error) };
  }
}

/** Is somebody there who takes a connection? Not a byte is sent or read. Never throws for what the system refuses. */
export async function isAnswered(endpoint: Endpoint): Promise<boolean> {
  const target = targetOf(endpoint);
  if (target === null) return false;
  const { connect } = await import('node:net');
  const { socketPath, host, port } = target;
  const socket =
    typeof socketPath === 'string' ? connect(socketPath) : connect(Number(port), host ?? undefined);
  return await new Promise((resolve) => {
    const settle = (answered: boolean) => (): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', settle(true));
    // Who lets a caller wait, or may not be called, is there.
    socket.setTimeout(ENGINE_API.requestMs, settle(true));
    socket.once('error', (error) => settle(!isNobody(failureCode(error)))());
  });
}

/** Nobody is at the endpoint. */
export function isNobody(code: ApiFailure['code']): boolean {
  return code === 'no-socket' || code === 'refused';
}

function targetOf(endpoint: Endpoint): RequestOptions | null {
  // The engine looks at the Host header of requests over TCP only, but wants one.
  const headers = { host: 'docker' };
  switch (endpoint.kind) {
    case 'unix':
    case 'npipe':
      return { socketPath: endpoint.path, headers };
    case 'tcp':
      return endpoint.tls
        ? null
        : { host: endpoint.host.replace(/^\[(.*)\]$/, '$1'), port: endpoint.port, headers };
    case 'ssh':
      return null;
    default:
      return endpoint satisfies never;
  }
}

async function send(options: RequestOptions): Promise<IncomingMessage> {
  const { request } = await import('node:http');
  return await new Promise((resolve, reject) => {
    const outgoing = request({ ...options, agent: false }, resolve);
    outgoing.on('error', reject);
    outgoing.end();
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > ENGINE_API.bodyBytes) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function readLines(response: IncomingMessage, onLine: (value: unknown) => void): Promise<void> {
  let rest = '';
  for await (const chunk of response.setEncoding('utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > ENGINE_API.lineBytes) throw new Error('the line is too long');
    for (const line of lines) if (line.trim() !== '') onLine(parsed(line));
  }
  if (rest.trim() !== '') onLine(parsed(rest));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function failureCode(error: unknown): ApiFailure['code'] {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOENT':
      return 'no-socket';
    case 'ECONNREFUSED':
      return 'refused';
    case 'EACCES':
    case 'EPERM':
      return 'not-permitted';
    default:
      return 'broken';
  }
}
