import { hash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config, Database, HttpClient, type RequestContext } from '@divan/platform';
import type { Attested, Attestor } from './attestation';
import { CheckpointRepository } from './checkpoint.repository';
import { ledgerConfig } from './ledger.config';
import { openTimestamp, timestampRequest } from './timestamp-protocol';

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 65_536;
const QUERY = 'application/timestamp-query';
const REPLY = 'application/timestamp-reply';

/** Has heads stamped by a time-stamping authority (RFC 3161, over HTTP as in its section 3.4). */
@Injectable()
export class TimestampService {
  /** Null when none is configured. */
  readonly attestor: (Attestor & { url: string }) | null;

  constructor(
    private readonly database: Database,
    private readonly checkpoints: CheckpointRepository,
    private readonly http: HttpClient,
    config: Config,
  ) {
    const { LEDGER_TSA_URL: url, LEDGER_TSA_MINUTES } = config.get(ledgerConfig);
    this.attestor = url
      ? { id: 'timestamp', url, everyMs: LEDGER_TSA_MINUTES * 60_000, attest: (ctx) => this.stamp(ctx, url) }
      : null;
  }

  /** What is stamped is SHA-256 of the note as it was first signed, in UTF-8, without later cosignatures. */
  private async stamp(ctx: RequestContext, url: string): Promise<Attested> {
    const head = await this.database.read(ctx, (tx) => this.checkpoints.latest(tx));
    if (!head) throw new Error('Nothing is signed yet.');
    const digest = hash('sha256', head.signedNote, 'buffer');
    const nonce = randomBytes(8);
    const response = await this.ask(url, timestampRequest(digest, nonce));
    const stampedAt = openTimestamp(response, digest, nonce);
    await this.database.transaction(ctx, (tx) =>
      this.checkpoints.saveTimestamp(tx, head.size, { authority: url, response, stampedAt }),
    );
    return { size: head.size, at: stampedAt };
  }

  private async ask(url: string, body: Buffer): Promise<Buffer> {
    const response = await this.http.fetch(url, {
      method: 'POST',
      headers: { 'content-type': QUERY, accept: REPLY },
      body: new Uint8Array(body),
      totalTimeoutMs: TIMEOUT_MS,
      maxResponseBytes: MAX_ANSWER_BYTES,
    });
    if (response.status !== 200) throw new Error(`The authority answered with status ${response.status}.`);
    if (response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() !== REPLY)
      throw new Error('The authority answered with something else than a time-stamp.');
    return Buffer.from(await response.arrayBuffer());
  }
}
