import { createHash } from 'node:crypto';
import {
  applyDecorators,
  Injectable,
  SetMetadata,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { RequestContext } from '../context/request-context';
import { Database } from '../database/database';
import { AppError } from '../errors/app-error';
import type { DivanRequest } from './route-access';

const IDEMPOTENT = 'divan:idempotent';

/** This POST may be repeated with the same `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): it acts once. */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(
    SetMetadata(IDEMPOTENT, true),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Makes repeating safe: kept 24 h; the same key and body get the same answer.',
      schema: { type: 'string', maxLength: 255 },
    }),
  );

interface KeyRow {
  same: boolean;
  status: number | null;
  body: unknown;
  committed: boolean;
  busy: boolean;
}

@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly database: Database,
  ) {}

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = host.switchToHttp().getRequest<DivanRequest>();
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || !request.ctx || !this.reflector.get<boolean>(IDEMPOTENT, host.getHandler()))
      return next.handle();
    return from(this.once(request, request.ctx, key, host.switchToHttp().getResponse<FastifyReply>(), next));
  }

  private async once(
    request: DivanRequest,
    ctx: RequestContext,
    rawKey: string,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const key = parseKey(rawKey);
    const hash = createHash('sha256')
      .update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
      .digest();
    const known = await this.claim(ctx, key, hash);
    if (known) {
      void reply.status(known.status ?? 200).header('Idempotency-Replayed', 'true');
      return known.body;
    }
    ctx.idempotencyKey = key;
    try {
      const body: unknown = await lastValueFrom(next.handle());
      await this.save(ctx, key, reply.statusCode, body);
      return body;
    } catch (error) {
      await this.release(ctx, key);
      throw error;
    }
  }

  /** @returns the first answer when there is one; undefined when this request is the first */
  private async claim(ctx: RequestContext, key: string, hash: Buffer): Promise<KeyRow | undefined> {
    const found = await this.database.transaction({ organizationId: ctx.organizationId }, async (tx) => {
      const inserted = await tx.execute(
        `INSERT INTO idempotency_keys (organization_id, actor_id, key, request_hash, locked_until) VALUES ($1, $2, $3, $4, now() + interval '60 seconds')
         ON CONFLICT ON CONSTRAINT idempotency_keys_pk DO UPDATE SET locked_until = excluded.locked_until
          WHERE idempotency_keys.status IS NULL AND idempotency_keys.committed_at IS NULL AND idempotency_keys.locked_until < now()
            AND idempotency_keys.request_hash = excluded.request_hash`,
        [ctx.organizationId, ctx.actor.id, key, hash],
      );
      if (inserted > 0) return 'claimed';
      const rows = await tx.query<KeyRow>(
        `SELECT request_hash = $3 AS same, status, body, committed_at IS NOT NULL AS committed, locked_until > now() AS busy
           FROM idempotency_keys WHERE actor_id = $1 AND key = $2`,
        [ctx.actor.id, key, hash],
      );
      return rows[0];
    });
    if (found === 'claimed') return undefined;
    // The request that held it failed between the two statements: whoever claims it now acts, and only they.
    if (!found) return this.claim(ctx, key, hash);
    return known(found);
  }

  private async save(ctx: RequestContext, key: string, status: number, body: unknown): Promise<void> {
    await this.database.transaction({ organizationId: ctx.organizationId }, (tx) =>
      tx.execute('UPDATE idempotency_keys SET status = $3, body = $4 WHERE actor_id = $1 AND key = $2', [
        ctx.actor.id,
        key,
        status,
        JSON.stringify(body ?? null),
      ]),
    );
  }

  /** A request that failed changed nothing, so the key may be used again; one that had committed keeps it. */
  private async release(ctx: RequestContext, key: string): Promise<void> {
    await this.database
      .transaction({ organizationId: ctx.organizationId }, (tx) =>
        tx.execute('DELETE FROM idempotency_keys WHERE actor_id = $1 AND key = $2 AND committed_at IS NULL', [
          ctx.actor.id,
          key,
        ]),
      )
      .catch(() => undefined);
  }
}

function parseKey(raw: string): string {
  // The draft makes it a structured-field string; clients also send it bare.
  const key = raw.replace(/^"(.*)"$/, '$1');
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new AppError(
    'platform.invalid_idempotency_key',
    400,
    'Idempotency-Key must be 1 to 255 visible ASCII characters.',
  );
}

/** The first answer, when there is one. @throws while there is none */
function known(row: KeyRow): KeyRow {
  if (!row.same)
    throw new AppError(
      'platform.idempotency_key_reused',
      422,
      'This Idempotency-Key was used with another request. Use a new key for a new request.',
    );
  if (row.status !== null) return row;
  if (row.committed && !row.busy) {
    throw new AppError(
      'platform.idempotency_answer_lost',
      409,
      'The first request with this key was carried out, but its answer was lost. Read the resource; do not send it again.',
    );
  }
  throw new AppError(
    'platform.idempotency_in_flight',
    409,
    'The first request with this key is still being carried out. Ask again in a moment.',
    { headers: { 'Retry-After': '1' } },
  );
}
