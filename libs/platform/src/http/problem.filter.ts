import {
  Catch,
  HttpException,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
  type ValidationError,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type FieldError } from '../errors/app-error';

const TITLES: Record<number, string> = {
  400: 'Bad request', 401: 'Not signed in', 403: 'Not allowed', 404: 'Not found', 405: 'Method not allowed', 409: 'Conflict', 412: 'Changed meanwhile',
  413: 'Too large', 415: 'Unsupported media type', 422: 'Cannot be carried out', 428: 'If-Match required', 429: 'Too many requests', 500: 'Internal error', 503: 'Not available now',
}; // prettier-ignore

/** Every failure leaves as RFC 9457 problem details with a stable code; a 5xx says nothing about the inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(exception: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const error = toAppError(exception);
    // What is said on purpose, and as often as somebody asks, is in the line of the request.
    const saidOnPurpose = error.status === 503 && error.cause === undefined;
    if (error.status >= 500 && !saidOnPurpose)
      this.logger.error({ err: exception, requestId: request.id }, 'A request failed.');
    if (reply.sent) return;
    void reply
      .status(error.status)
      .headers({ ...error.headers, 'Content-Type': 'application/problem+json; charset=utf-8' })
      .send(problemOf(error, request.id));
  }
}

export function problemOf(error: AppError, requestId: string): Record<string, unknown> {
  return {
    type: `urn:divan:problem:${error.code}`,
    title: TITLES[error.status] ?? 'Error',
    status: error.status,
    detail: error.detail,
    code: error.code,
    requestId,
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
    ...error.data,
  };
}

function toAppError(exception: unknown): AppError {
  if (exception instanceof AppError) return exception;
  const status = statusOf(exception);
  if (status === 404) return new AppError('platform.no_such_route', 404, 'There is no such address.');
  if (status === 413)
    return new AppError('platform.too_large', 413, 'The request is larger than this address accepts.');
  if (status === 415) return new AppError('platform.unsupported_media_type', 415, 'Send application/json.');
  if (status >= 400 && status < 500) return new AppError('platform.bad_request', status, messageOf(exception));
  return new AppError('platform.internal', 500, 'Something failed on our side. The request id finds it in the logs.', {
    cause: exception,
  });
}

function statusOf(exception: unknown): number {
  if (exception instanceof HttpException) return exception.getStatus();
  const status = (exception as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
}

function messageOf(exception: unknown): string {
  return exception instanceof Error ? exception.message : 'The request cannot be understood.';
}

/** class-validator's findings as fields by JSON pointer. */
export function invalidRequest(findings: ValidationError[]): AppError {
  return new AppError('platform.invalid_request', 400, 'Some fields are not right.', {
    errors: fieldErrors(findings, ''),
  });
}

function fieldErrors(findings: ValidationError[], parent: string): FieldError[] {
  return findings.flatMap((finding) => {
    const pointer = `${parent}/${finding.property.replace(/~/g, '~0').replace(/\//g, '~1')}`;
    const own = Object.entries(finding.constraints ?? {}).map(([code, detail]) => ({ pointer, detail, code }));
    return [...own, ...fieldErrors(finding.children ?? [], pointer)];
  });
}
