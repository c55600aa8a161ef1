import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error';
import { Config } from '../config/config';
import { Public, Unlimited } from '../http/route-access';
import { Metrics } from './metrics';
import { metricsConfig } from './metrics.config';
import { Readiness } from './readiness';

@ApiExcludeController()
@Unlimited()
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  @Get('livez')
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const report = await this.readiness.report();
    if (!report.ready) void reply.status(503);
    return report;
  }

  @Get('metrics')
  async scrape(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('authorization') authorization?: string,
  ): Promise<string> {
    const token = this.config.get(metricsConfig).METRICS_TOKEN;
    const local =
      request.raw.socket.remoteAddress?.replace('::ffff:', '') === '127.0.0.1' && !request.headers['x-forwarded-for'];
    if (token ? !equal(authorization ?? '', `Bearer ${token}`) : !local) {
      throw new AppError(
        'platform.metrics_refused',
        403,
        'Set METRICS_TOKEN and send it as a bearer token, or ask from this machine.',
      );
    }
    void reply.header('Content-Type', this.metrics.contentType);
    return this.metrics.text();
  }
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
