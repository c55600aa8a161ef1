import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/** Lets bodies in that say they are SCIM (RFC 7644 §3.1), read as the JSON that they are. */
@Injectable()
export class ScimMediaType implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    // In the worker there is no HTTP.
    const fastify = this.host.httpAdapter?.getInstance?.<FastifyInstance>();
    if (!fastify?.addContentTypeParser || fastify.hasContentTypeParser('application/scim+json')) return;
    const parse = fastify.getDefaultJsonParser('error', 'error');
    fastify.addContentTypeParser('application/scim+json', { parseAs: 'string' }, (request, body, done) => {
      // A DELETE of some directories names the type of a body that it does not have.
      if (body.length === 0) done(null, undefined);
      else void parse(request, body as string, done);
    });
  }
}
