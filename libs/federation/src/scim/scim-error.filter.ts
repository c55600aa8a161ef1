import { Catch, HttpException, Injectable, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { AppError, type DivanRequest } from '@divan/platform';
import type { FastifyReply } from 'fastify';
import { scimRefused } from '../federation.events';
import { ScimError } from './scim-error';

const SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** Failures as directories read them (RFC 7644 §3.12), with our stable code and request id besides. */
@Catch()
@Injectable()
export class ScimErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Scim');

  constructor(private readonly audit: Audit) {}

  async catch(exception: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<DivanRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { status, scimType, detail, code, headers } = explain(exception);
    if (status >= 500) this.logger.error({ err: exception, requestId: request.id }, 'A request failed.');
    await this.record(request, status, code);
    void reply
      .status(status)
      .headers({ ...headers, 'Content-Type': 'application/scim+json; charset=utf-8' })
      .send({
        schemas: [SCHEMA],
        status: String(status),
        ...(scimType ? { scimType } : {}),
        detail,
        code,
        requestId: request.id,
      });
  }

  /** A change that the rules refuse is in the log, as anywhere else. */
  private async record({ ctx, method }: DivanRequest, status: number, code: string): Promise<void> {
    if (!ctx || method === 'GET' || ![403, 409].includes(status)) return;
    await this.audit.refuse(ctx, scimRefused, {
      object: { type: 'directory', id: ctx.organizationId },
      detail: { code },
    });
  }
}

interface Explained {
  status: number;
  scimType: string | null;
  detail: string;
  code: string;
  headers: Record<string, string>;
}

function explain(exception: unknown): Explained {
  if (exception instanceof ScimError) return { ...pick(exception), headers: {} };
  if (exception instanceof AppError) {
    const { status, detail, code, headers } = exception;
    return { status, detail, code, headers, scimType: [400, 422].includes(status) ? 'invalidValue' : null };
  }
  const status = exception instanceof HttpException ? exception.getStatus() : 500;
  if (status >= 500)
    return {
      status: 500,
      scimType: null,
      detail: 'Something failed on our side.',
      code: 'platform.internal',
      headers: {},
    };
  return {
    status,
    scimType: null,
    detail: 'The request cannot be understood.',
    code: 'platform.bad_request',
    headers: {},
  };
}

const pick = ({ status, scimType, detail, code }: ScimError): Omit<Explained, 'headers'> => ({
  status,
  scimType,
  detail,
  code,
});
