import { AppError } from '@divan/platform';

/** Where events go. */
export type Destination =
  | { kind: 'tls' | 'tcp' | 'udp'; /** As in a URL: lower case, IPv6 in brackets. */ hostname: string; port: number }
  | { kind: 'https'; url: URL };

const SYSLOG_PORTS = { tls: 6514, tcp: 601, udp: 514 } as const;

/** @throws AppError 422 when it is none of `syslog+tls:`, `syslog+tcp:`, `syslog+udp:` and `https:` */
export function parseDestination(text: string): Destination {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw notADestination('This is not a URL.');
  if (url.username !== '' || url.password !== '')
    throw notADestination('The URL must not carry a name or password; use `authorization`.');
  if (url.hash !== '') throw notADestination('The URL must not have a fragment.');
  // Plain http passes here and is refused by the guarded client unless the host is one of those it may reach.
  return url.protocol === 'https:' || url.protocol === 'http:' ? { kind: 'https', url } : syslogDestination(url);
}

function syslogDestination(url: URL): Destination {
  const kind = /^syslog\+(tls|tcp|udp):$/.exec(url.protocol)?.[1] as keyof typeof SYSLOG_PORTS | undefined;
  if (!kind) throw notADestination('Use syslog+tls://, syslog+tcp://, syslog+udp:// or https://.');
  if (!['', '/'].includes(url.pathname + url.search))
    throw notADestination('A syslog URL has a host and a port, and nothing behind them.');
  // Hosts of other schemes are not brought into one form; as https they are.
  const canonical = URL.canParse(`https://${url.host}`) ? new URL(`https://${url.host}`) : undefined;
  if (!canonical) throw notADestination('The host is missing.');
  return { kind, hostname: canonical.hostname, port: Number(url.port || SYSLOG_PORTS[kind]) };
}

function notADestination(detail: string): AppError {
  return new AppError('audit.invalid_destination', 422, detail, { errors: [{ pointer: '/url', detail }] });
}
