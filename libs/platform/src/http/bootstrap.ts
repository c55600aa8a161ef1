import { ValidationPipe, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { IncomingMessage } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import fastifyMultipart from '@fastify/multipart';
import helmet from 'helmet';
import { Logger } from 'nestjs-pino';
import { newId } from '../clock/id';
import { Config } from '../config/config';
import { platformConfig, trustedProxies } from '../config/platform.config';
import { Metrics } from '../health/metrics';
import { EtagInterceptor } from './etag';
import { IdempotencyInterceptor } from './idempotency';
import { toPlainInput } from './plain-input';
import { invalidRequest, ProblemFilter } from './problem.filter';

const BODY_LIMIT = 1024 * 1024;
const UPLOAD_LIMIT = 20 * 1024 * 1024;

/** Makes the HTTP application with everything that holds for every route. */
export async function createHttpApp(
  module: Type | { module: Type },
  options: { quiet?: boolean } = {},
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: trustedProxies(),
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : newId();
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module as Type, adapter, {
    bufferLogs: !options.quiet,
    abortOnError: false,
    ...(options.quiet ? { logger: ['fatal'] as const } : {}),
  } as object);
  if (!options.quiet) app.useLogger(app.get(Logger));
  await configureHttp(app);
  return app;
}

async function configureHttp(app: NestFastifyApplication): Promise<void> {
  await app.register(fastifyCookie);
  await app.register(fastifyMultipart, {
    limits: { fileSize: UPLOAD_LIMIT, files: 1, fields: 10, fieldSize: 16 * 1024 },
  });
  const config = app.get(Config).get(platformConfig);
  app.enableCors({
    origin: [new URL(config.WEB_URL).origin],
    credentials: true,
    exposedHeaders: ['ETag', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'Idempotency-Replayed', 'Location'],
  });
  hardenAndMeasure(app);
  app.useGlobalPipes(
    new ValidationPipe({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      exceptionFactory: invalidRequest,
      stopAtFirstError: false,
    }),
  );
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalInterceptors(app.get(EtagInterceptor), app.get(IdempotencyInterceptor));
  app.enableShutdownHooks();
}

function hardenAndMeasure(app: NestFastifyApplication): void {
  const secure = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    crossOriginResourcePolicy: { policy: 'same-site' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  const { httpDuration } = app.get(Metrics);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    secure(request.raw, reply.raw, () => undefined);
    void reply.header('X-Request-Id', request.id).header('Cache-Control', 'no-store');
    done();
  });
  // Before anything reads or hashes it, so that no value of a client can make a statement fail.
  fastify.addHook('preValidation', async (request) => {
    request.body = toPlainInput(request.body);
    request.query = toPlainInput(request.query);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    httpDuration.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
    done();
  });
}
