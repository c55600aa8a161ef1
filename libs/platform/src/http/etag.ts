import {
  createParamDecorator,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { AppError } from '../errors/app-error';

/** The entity tag (RFC 9110 §8.8.3) of version `version` of a resource. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** Says in the API document that the route wants the header. */
const documented: ParameterDecorator = (target, method) => {
  const descriptor = method === undefined ? undefined : Object.getOwnPropertyDescriptor(target, method);
  if (method === undefined || !descriptor) return;
  const header = ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The ETag that was read.',
    example: '"3"',
  });
  (header as MethodDecorator)(target, method, descriptor);
};

/** The version that the client saw, from If-Match; 428 when the header is missing (RFC 6585 §3). */
export const IfMatch = createParamDecorator(
  (_: unknown, host: ExecutionContext): string => {
    const header = host.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
    if (!header)
      throw new AppError(
        'platform.precondition_required',
        428,
        'Send If-Match with the ETag that you read, so that nobody’s change is overwritten unseen.',
      );
    return header;
  },
  [documented],
);

export function assertIfMatch(ifMatch: string, version: number): void {
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (tags.includes('*') || tags.includes(etagOf(version))) return;
  throw new AppError(
    'platform.precondition_failed',
    412,
    'Someone changed this since you read it. Read it again and repeat your change.',
    { data: { currentVersion: version } },
  );
}

/** Answers that carry a `version` get it as their ETag. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((body: unknown) => {
        const version = (body as { version?: unknown } | null | undefined)?.version;
        if (typeof version === 'number' && !reply.sent) void reply.header('ETag', etagOf(version));
        return body;
      }),
    );
  }
}
