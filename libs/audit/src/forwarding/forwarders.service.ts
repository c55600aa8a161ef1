import { X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  AppError,
  assertIfMatch,
  Clock,
  Database,
  HttpClient,
  newId,
  notFound,
  SecretBox,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import { Ledger } from '@divan/ledger';
import { Audit } from '../audit.service';
import {
  forwarderChangedAudit,
  forwarderCreatedAudit,
  forwarderRemovedAudit,
  forwarderTestedAudit,
} from '../audit.events';
import { ForwardError } from './forward-error';
import { AUTHORIZATION_PURPOSE, ForwardSender } from './forward-sender';
import { parseDestination } from './forward-url';
import { ForwardJobs } from './forward.jobs';
import { ForwarderRepository, type ForwarderSettings, type StoredForwarder } from './forwarder.repository';

export interface NewForwarder {
  name: string;
  url: string;
  from: 'now' | 'beginning';
  authorization?: string | null | undefined;
  caCertificate?: string | null | undefined;
}

export type ForwarderChange = Partial<Omit<NewForwarder, 'from'>> & { state?: 'active' | 'paused' | undefined };

/** A forwarder with the size of what it has to follow. */
export interface ForwarderView {
  forwarder: StoredForwarder;
  treeSize: number;
}

const MAX_FORWARDERS = 10;

/** Where the audit log is sent besides: set up, watched, tried out. */
@Injectable()
export class ForwardersService {
  constructor(
    private readonly database: Database,
    private readonly repository: ForwarderRepository,
    private readonly sender: ForwardSender,
    private readonly jobs: ForwardJobs,
    private readonly ledger: Ledger,
    private readonly audit: Audit,
    private readonly secrets: SecretBox,
    private readonly http: HttpClient,
    private readonly clock: Clock,
  ) {}

  list(ctx: RequestContext): Promise<ForwarderView[]> {
    return this.database.read(ctx, async (tx) => {
      const treeSize = await this.treeSize(tx);
      return (await this.repository.list(tx)).map((forwarder) => ({ forwarder, treeSize }));
    });
  }

  get(ctx: RequestContext, id: string): Promise<ForwarderView> {
    return this.database.read(ctx, (tx) => this.view(tx, id));
  }

  async create(
    ctx: RequestContext,
    { name, url, from, authorization, caCertificate }: NewForwarder,
  ): Promise<ForwarderView> {
    this.check(url, authorization, caCertificate);
    return this.database.transaction(ctx, async (tx) => {
      await this.repository.takeTurns(tx);
      if ((await this.repository.list(tx)).length >= MAX_FORWARDERS) throw tooMany();
      const id = newId();
      const nextLeaf = from === 'now' ? await this.treeSize(tx) : 0;
      const sealedAuthorization = this.sealed(authorization);
      const settings = { name, url, sealedAuthorization, caCertificate: caCertificate ?? null, paused: false };
      await this.repository.insert(tx, id, settings, nextLeaf, this.clock.now());
      await this.audit.write(tx, ctx, forwarderCreatedAudit, {
        object: { type: 'audit-forwarder', id },
        detail: { name, url, from, leafIndex: nextLeaf - 1 },
      });
      await this.jobs.wake(tx, ctx.organizationId, id, this.clock.now());
      return this.view(tx, id);
    });
  }

  change(ctx: RequestContext, id: string, change: ForwarderChange, ifMatch: string): Promise<ForwarderView> {
    return this.database.transaction(ctx, async (tx) => {
      const old = await this.locked(tx, id);
      assertIfMatch(ifMatch, old.version);
      const next = this.changed(old, change);
      await this.repository.change(tx, id, next, this.clock.now());
      await this.audit.write(tx, ctx, forwarderChangedAudit, {
        object: { type: 'audit-forwarder', id },
        detail: {
          name: next.name,
          url: next.url,
          paused: next.paused,
          authorization:
            next.sealedAuthorization === old.sealedAuthorization
              ? 'kept'
              : next.sealedAuthorization
                ? 'set'
                : 'removed',
        },
        before: { name: old.name, url: old.url, paused: old.paused },
        after: { name: next.name, url: next.url, paused: next.paused },
      });
      if (!next.paused) await this.jobs.wake(tx, ctx.organizationId, id, this.clock.now());
      return this.view(tx, id);
    });
  }

  async remove(ctx: RequestContext, id: string, ifMatch: string): Promise<void> {
    await this.database.transaction(ctx, async (tx) => {
      const { name, url, version } = await this.locked(tx, id);
      assertIfMatch(ifMatch, version);
      await this.repository.remove(tx, id);
      const object = { type: 'audit-forwarder', id };
      await this.audit.write(tx, ctx, forwarderRemovedAudit, { object, detail: { name, url } });
    });
  }

  /** Sends a message that is no event, and says what came of it. */
  async test(ctx: RequestContext, id: string): Promise<{ ok: boolean; detail: string }> {
    const { forwarder } = await this.get(ctx, id);
    const result = await this.sender.test(ctx.organizationId, forwarder).then(
      () => ({ ok: true, detail: received(forwarder.url) }),
      (error: unknown) => {
        if (error instanceof ForwardError) return { ok: false, detail: error.message };
        throw error;
      },
    );
    await this.database.transaction(ctx, (tx) =>
      this.audit.write(tx, ctx, forwarderTestedAudit, {
        object: { type: 'audit-forwarder', id },
        outcome: result.ok ? 'success' : 'failure',
        detail: result,
      }),
    );
    return result;
  }

  private changed(old: StoredForwarder, change: ForwarderChange): ForwarderSettings {
    const url = change.url ?? old.url;
    // Credentials go where they were given for: with another host they have to be given again.
    const elsewhere = hostOf(url) !== hostOf(old.url);
    const kept = elsewhere ? null : old.sealedAuthorization;
    const caCertificate =
      change.caCertificate === undefined ? (elsewhere ? null : old.caCertificate) : change.caCertificate;
    this.check(url, change.authorization, caCertificate);
    return {
      name: change.name ?? old.name,
      url,
      sealedAuthorization: change.authorization === undefined ? kept : this.sealed(change.authorization),
      caCertificate,
      paused: change.state === undefined ? old.paused : change.state === 'paused',
    };
  }

  /** @throws AppError 422 */
  private check(url: string, authorization?: string | null, caCertificate?: string | null): void {
    const destination = parseDestination(url);
    if (destination.kind === 'https' && !this.http.permits(destination.url))
      throw invalid('/url', 'This address may not be reached: https to a public host is.');
    if (authorization && destination.kind !== 'https') throw invalid('/authorization', 'Only https has authorization.');
    if (!caCertificate) return;
    if (destination.kind !== 'tls') throw invalid('/caCertificate', 'Only syslog+tls has a CA certificate of its own.');
    try {
      new X509Certificate(caCertificate);
    } catch {
      throw invalid('/caCertificate', 'This is not a certificate in PEM.');
    }
  }

  private sealed(authorization: string | null | undefined): string | null {
    return authorization ? this.secrets.seal(authorization, AUTHORIZATION_PURPOSE) : null;
  }

  private async view(tx: Tx, id: string): Promise<ForwarderView> {
    const forwarder = await this.repository.find(tx, id);
    if (!forwarder) throw notFound('forwarder');
    return { forwarder, treeSize: await this.treeSize(tx) };
  }

  private async locked(tx: Tx, id: string): Promise<StoredForwarder> {
    const found = await this.repository.find(tx, id, 'FOR UPDATE');
    if (!found) throw notFound('forwarder');
    return found;
  }

  private async treeSize(tx: Tx): Promise<number> {
    return (await this.ledger.latestCheckpoint(tx))?.size ?? 0;
  }
}

function hostOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

function received(url: string): string {
  return parseDestination(url).kind === 'udp'
    ? 'Sent. UDP does not tell whether anybody received it.'
    : 'The receiver took the test message.';
}

function invalid(pointer: string, detail: string): AppError {
  return new AppError('audit.invalid_forwarder', 422, detail, { errors: [{ pointer, detail }] });
}

function tooMany(): AppError {
  return new AppError('audit.too_many_forwarders', 409, `There are ${MAX_FORWARDERS} forwarders already.`);
}
