import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { Injectable } from '@nestjs/common';
import { Config, guardedLookup, httpClientConfig, isPublicAddress, literalAddress } from '@divan/platform';
import { ForwardError } from './forward-error';
import type { Destination } from './forward-url';

type SyslogDestination = Extract<Destination, { hostname: string }>;
interface Target {
  address: string;
  family: number;
}

const CONNECT_MS = 10_000;
const CONFIRM_MS = 15_000;
// A burst of datagrams overruns the receiver's buffer before it has been scheduled once.
const DATAGRAMS_AT_ONCE = 50;

/**
 * Sends syslog messages over TLS (RFC 5425), TCP (RFC 6587, octet counting) or UDP (RFC 5426), to public addresses only
 * unless the operator allows more. Syslog has no receipts; but a receiver that has read a stream to its end closes it in
 * turn, so each batch has a connection of its own and counts as received only when that has happened.
 */
@Injectable()
export class SyslogSender {
  private readonly allowed: ReadonlySet<string>;

  constructor(config: Config) {
    this.allowed = new Set(config.get(httpClientConfig).HTTP_ALLOWED_HOSTS);
  }

  /** @throws ForwardError */
  async send(to: SyslogDestination, messages: readonly Buffer[], caCertificate: string | null): Promise<void> {
    try {
      const target = await this.resolve(to);
      if (to.kind === 'udp') await sendDatagrams(target, to.port, messages);
      else await sendStream(to, target, messages, caCertificate);
    } catch (error) {
      throw error instanceof ForwardError ? error : new ForwardError(reasonOf(error));
    }
  }

  /** The very address that is then connected to, so that a name that changes its mind in between gains nothing. */
  private async resolve({ hostname, port }: SyslogDestination): Promise<Target> {
    const open = this.allowed.has(hostname) || this.allowed.has(`${hostname}:${port}`);
    const literal = literalAddress(hostname);
    if (literal !== undefined) {
      if (!open && !isPublicAddress(literal)) throw new ForwardError(`The address ${hostname} is not a public one.`);
      return { address: literal, family: isIP(literal) };
    }
    const find = open ? (lookup as LookupFunction) : guardedLookup();
    return new Promise((resolve, reject) => {
      find(hostname, { all: false }, (error, address, family) => {
        if (error || typeof address !== 'string') reject(error ?? new Error('no address'));
        else resolve({ address, family: family ?? isIP(address) });
      });
    });
  }
}

function sendStream(
  to: SyslogDestination,
  target: Target,
  messages: readonly Buffer[],
  caCertificate: string | null,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = open(to, target, caCertificate);
    const began = performance.now();
    let ended = false;
    let confirmed = false;
    const give = (after: number, message: string): NodeJS.Timeout =>
      setTimeout(() => socket.destroy(new ForwardError(message)), after);
    let timer = give(CONNECT_MS, 'The receiver could not be reached in time.');
    socket.once(to.kind === 'tcp' ? 'connect' : 'secureConnect', () => {
      clearTimeout(timer);
      timer = give(CONFIRM_MS, 'The receiver did not read everything and close the connection in time.');
      // Whoever closes without having read says so within the time in which the connection was made.
      const settle = Math.max(20, 2 * (performance.now() - began));
      const end = (): void => {
        ended = true;
        socket.end();
      };
      const frames = messages.flatMap((message) => [Buffer.from(`${message.length} `), message]);
      socket.write(Buffer.concat(frames), () => setTimeout(end, settle));
    });
    socket.once('end', () => {
      // After our own end: the other side has read up to it and says so.
      confirmed = ended;
      if (!ended) socket.destroy();
    });
    socket.resume();
    socket.once('error', reject);
    socket.once('close', () => {
      clearTimeout(timer);
      if (confirmed) resolve();
      else reject(new ForwardError('The receiver closed the connection before it had read everything.'));
    });
  });
}

function open(
  { kind, hostname, port }: SyslogDestination,
  { address: host }: Target,
  caCertificate: string | null,
): Socket {
  if (kind === 'tcp') return connect({ host, port, allowHalfOpen: true });
  const options: ConnectionOptions & { allowHalfOpen: boolean } = {
    host,
    port,
    allowHalfOpen: true,
    // The name that the certificate is checked against; the address was looked up under it.
    ...(literalAddress(hostname) === undefined ? { servername: hostname } : {}),
    minVersion: 'TLSv1.2',
    ...(caCertificate === null ? {} : { ca: caCertificate }),
  };
  return connectTls(options);
}

async function sendDatagrams({ address, family }: Target, port: number, messages: readonly Buffer[]): Promise<void> {
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      // Connected, so that a host without a receiver is told of where the network tells of it.
      socket.connect(port, address, () => {
        void (async () => {
          for (const [i, message] of messages.entries()) {
            await new Promise<void>((sent, failed) =>
              socket.send(message, (error) => (error ? failed(error) : sent())),
            );
            if (i % DATAGRAMS_AT_ONCE === DATAGRAMS_AT_ONCE - 1) await new Promise((next) => setTimeout(next, 5));
          }
          await new Promise((next) => setTimeout(next, 20));
        })().then(resolve, reject);
      });
    });
  } finally {
    socket.close();
  }
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'Nobody listens at that address and port.',
  ECONNRESET: 'The receiver broke the connection off.',
  EPIPE: 'The receiver broke the connection off.',
  ENOTFOUND: 'The host’s name is not known.',
  EAI_AGAIN: 'The host’s name could not be looked up.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The network cannot be reached.',
  ETIMEDOUT: 'The receiver could not be reached in time.',
};

function reasonOf(error: unknown): string {
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  return REASONS[code] ?? (message || code);
}
