import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { AppError, type DivanRequest, type RequestContext } from '@divan/platform';
import { catchError, from, mergeMap, throwError, type Observable } from 'rxjs';
import { NOT_ALLOWED_HERE } from '../channels.errors';
import { channelUseRefused } from '../channels.events';

/** Whichever feature asked: a use of a channel that its sharing refuses is on record. */
@Injectable()
export class RefusedUseInterceptor implements NestInterceptor {
  constructor(private readonly audit: Audit) {}

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        const refused = () => throwError(() => error);
        if (!(error instanceof AppError) || error.code !== NOT_ALLOWED_HERE) return refused();
        const { ctx } = host.switchToHttp().getRequest<DivanRequest>();
        return ctx ? from(this.record(ctx, error.data)).pipe(mergeMap(refused)) : refused();
      }),
    );
  }

  private record(ctx: RequestContext, { channelId, permission }: Record<string, unknown>): Promise<void> {
    return this.audit.refuse(ctx, channelUseRefused, {
      object: { type: 'channel', id: String(channelId) },
      detail: { permission: String(permission) },
    });
  }
}
