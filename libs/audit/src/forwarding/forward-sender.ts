import { Injectable } from '@nestjs/common';
import { Clock, Config, HttpClient, HttpClientError, platformConfig, SecretBox } from '@divan/platform';
import { toAuditEventWithEntry } from '../audit.dto';
import type { AuditEventView } from '../audit.read-model';
import { ForwardError } from './forward-error';
import { parseDestination } from './forward-url';
import type { StoredForwarder } from './forwarder.repository';
import { DATAGRAM_MAX_BYTES, STREAM_MAX_BYTES, syslogMessage, syslogTest, type SyslogSource } from './syslog-message';
import { SyslogSender } from './syslog-sender';

/** What sealed credentials are bound to. */
export const AUTHORIZATION_PURPOSE = 'audit-forwarder';

const MAX_RETRY_AFTER = 3_600;

/** Hands a batch to a receiver, whatever its kind. */
@Injectable()
export class ForwardSender {
  private readonly hostname: string;

  constructor(
    private readonly syslog: SyslogSender,
    private readonly http: HttpClient,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
    config: Config,
  ) {
    this.hostname = new URL(config.get(platformConfig).WEB_URL).hostname;
  }

  /** @throws ForwardError when it is not certain that all of them were received */
  async send(organizationId: string, to: StoredForwarder, events: readonly AuditEventView[]): Promise<void> {
    const destination = parseDestination(to.url);
    if (destination.kind === 'https') {
      const lines = events.map((event) => `${JSON.stringify(toAuditEventWithEntry(event))}\n`);
      return this.post(
        to,
        destination.url,
        lines.join(''),
        `${to.id}:${events[0]?.leafIndex}-${events.at(-1)?.leafIndex}`,
      );
    }
    const source = this.source(organizationId);
    const max = destination.kind === 'udp' ? DATAGRAM_MAX_BYTES : STREAM_MAX_BYTES;
    const messages = events.map((event) => syslogMessage(event, source, max));
    return this.syslog.send(destination, messages, to.caCertificate);
  }

  /** @throws ForwardError */
  async test(organizationId: string, to: StoredForwarder): Promise<void> {
    const destination = parseDestination(to.url);
    const now = this.clock.now();
    if (destination.kind === 'https') {
      const line = `${JSON.stringify({ type: 'divan.test', forwarder: to.name, at: now.toISOString() })}\n`;
      return this.post(to, destination.url, line, `${to.id}:test`);
    }
    return this.syslog.send(destination, [syslogTest(this.source(organizationId), now, to.name)], to.caCertificate);
  }

  private source(organizationId: string): SyslogSource {
    return { hostname: this.hostname, organizationId };
  }

  /** @param key the same for the same batch, so that a collector can tell that it has it already */
  private async post(to: StoredForwarder, url: URL, body: string, key: string): Promise<void> {
    const authorization = to.sealedAuthorization && this.secrets.open(to.sealedAuthorization, AUTHORIZATION_PURPOSE);
    const headers: Record<string, string> = {
      'content-type': 'application/x-ndjson',
      'idempotency-key': `"${key}"`,
      ...(authorization ? { authorization: authorization.toString('utf8') } : {}),
    };
    const response = await this.http
      .fetch(url, { method: 'POST', headers, body, redirect: 'error', maxResponseBytes: 64 * 1024 })
      .catch((error: unknown) => {
        throw new ForwardError(error instanceof HttpClientError ? error.message : 'The request could not be made.');
      });
    if (response.ok) return;
    const after = Number(response.headers.get('retry-after') ?? 0);
    throw new ForwardError(
      `The collector answered ${response.status}.`,
      Number.isFinite(after) && after > 0 ? Math.min(after, MAX_RETRY_AFTER) : 0,
    );
  }
}
