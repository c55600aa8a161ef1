import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { OauthError } from './oauth-error';

@Catch(OauthError)
export class OauthErrorFilter implements ExceptionFilter<OauthError> {
  catch(error: OauthError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (error.code === 'invalid_client') void reply.header('WWW-Authenticate', 'Basic realm="divan", charset="UTF-8"');
    void reply
      .status(error.status)
      .headers({ 'Content-Type': 'application/json; charset=utf-8', Pragma: 'no-cache' })
      .send({ error: error.code, error_description: error.description });
  }
}
